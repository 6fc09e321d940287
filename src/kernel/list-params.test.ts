import { expect, it } from 'vitest'
import { z } from 'zod'
import { fromListParams } from './list-params'
import { many, valuesOf } from './many'

const filter = z.object({
  q: z.string().optional(),
  status: many(z.enum(['aguardando', 'abandonado'])),
  sent: z.enum(['email', 'nenhum']).optional(),
})
const read = (params: Record<string, string | string[] | undefined>) =>
  filter.safeParse(fromListParams(params, filter.shape))

it('gives every value of a filter that takes several, each once', () => {
  expect(read({ status: ['aguardando', '', 'abandonado', 'aguardando'] }).data).toEqual({
    status: ['aguardando', 'abandonado'],
  })
  expect(read({ status: ['aguardando', 'aguardando'] }).data).toEqual({ status: 'aguardando' })
})

it('takes the first value where a filter takes one', () => {
  expect(read({ sent: ['', 'email', 'nenhum'], busca: ['ana', 'bia'] }).data).toEqual({
    sent: 'email',
    q: 'ana',
  })
})

it('rejects an address with one wrong value among right ones, in Portuguese', () => {
  const wrong = read({ status: ['aguardando', 'x'] })
  expect(wrong.error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['status'], 'Escolha valores que existem aqui.'],
  ])
})

it('reads one value, several and none alike', () => {
  expect([valuesOf('a'), valuesOf(['a', 'b', 'a']), valuesOf(undefined)]).toEqual([['a'], ['a', 'b'], []])
})
