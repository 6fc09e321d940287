import type { z } from 'zod'
import { AppError } from '~/kernel/errors'
import {
  errorOfAnswer,
  errorOfNoAnswer,
  jsonOf,
  type Answer,
  type Gateway,
  type GatewayRequest,
} from './http'

/** Calls other than sends: answers are validated, every failure is an AppError. */
export type Client = {
  /** Any answer at all. @throws AppError SOURCE_UNAVAILABLE */
  answer(request: GatewayRequest): Promise<Answer>
  /** A 2xx answer that matches `shape`. @throws AppError */
  json<T>(request: GatewayRequest, shape: z.ZodType<T>): Promise<T>
  /** The same; null for 404. @throws AppError */
  maybe<T>(request: GatewayRequest, shape: z.ZodType<T>): Promise<T | null>
  /** A 2xx answer, or one of `also`. @throws AppError */
  done(request: GatewayRequest, also?: readonly number[]): Promise<void>
}

export function clientOver(gateway: Gateway): Client {
  const answer = async (request: GatewayRequest) => {
    try {
      return await gateway(request)
    } catch (error) {
      throw errorOfNoAnswer(error)
    }
  }
  return {
    answer,
    json: async (request, shape) => read(await answer(request), shape),
    async maybe(request, shape) {
      const given = await answer(request)
      return given.status === 404 ? null : read(given, shape)
    },
    async done(request, also = []) {
      const given = await answer(request)
      if (!isSuccess(given) && !also.includes(given.status)) throw errorOfAnswer(given)
    },
  }
}

function read<T>(given: Answer, shape: z.ZodType<T>): T {
  if (!isSuccess(given)) throw errorOfAnswer(given)
  const parsed = shape.safeParse(jsonOf(given))
  if (parsed.success) return parsed.data
  throw new AppError(
    'SOURCE_INVALID',
    'O serviço de WhatsApp respondeu em um formato que não conhecemos. Confira a versão instalada.',
    { cause: parsed.error },
  )
}

export function isSuccess(answer: Pick<Answer, 'status'>): boolean {
  return answer.status >= 200 && answer.status < 300
}
