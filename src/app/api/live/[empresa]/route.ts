import { cookies } from 'next/headers'
import superjson from 'superjson'
import { activeRun, getRun } from '~/domains/imports/service/runs'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { listenLive, type LiveMessage } from '~/kernel/live'
import { log } from '~/kernel/log'
import { Places } from '~/kernel/places'
import { sessionCookie } from '~/kernel/session-cookie'
import { withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { createContext } from '~/wiring/context'

export const dynamic = 'force-dynamic'

/** Tabs of one session, and of all members of an empresa: each stream checks the right to watch again and again. */
const ofSession = new Places(20)
const ofEmpresa = new Places(300)

const HEARTBEAT_MS = 20_000
/** Pages of an import come faster than a user can read. */
const GATHER_MS = 200

/**
 * What happens in an empresa, as server-sent events: `import` carries a run as it stands (superjson; null when none is
 * under way at the start), every other topic of kernel/live says that something changed, by its id; `reconnected`, that
 * changes may have been missed. The state comes first, also after a break.
 * The right to watch is checked again with every heartbeat: a user who signed out or left the empresa is cut off.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ empresa: string }> },
): Promise<Response> {
  const { empresa } = await params
  const token = (await cookies()).get(sessionCookie().name)?.value
  const path = new URL(request.url).pathname
  const enter = async () => (await createContext(token, request.headers, path)).authorize(empresa, 'viewer')
  try {
    const scope = await enter()
    const headers = {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    }
    return new Response(streamOf(scope, enter, request.signal, places(token ?? '', scope.empresaId)), {
      headers,
    })
  } catch (error) {
    const { code, message } = toAppError(error)
    return Response.json({ code, message }, { status: ERROR_CODES[code].http })
  }
}

/** Takes a stream's places. @returns gives them back. @throws AppError TOO_MANY_TRIES */
function places(session: string, empresaId: string): () => void {
  const own = ofSession.take(session)
  const shared = own && ofEmpresa.take(empresaId)
  if (shared)
    return () => {
      own()
      shared()
    }
  own?.()
  throw new AppError('TOO_MANY_TRIES', 'Há abas demais abertas. Feche algumas e recarregue a página.')
}

function streamOf(
  scope: EmpresaScope,
  enter: () => Promise<unknown>,
  signal: AbortSignal,
  leave: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let close: () => void = () => undefined
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      const waiting = new Set<string>()
      let timer: NodeJS.Timeout | undefined
      const guard = (work: Promise<void>) =>
        work.catch((error: unknown) => {
          log('http').debug({ err: error, empresaId: scope.empresaId }, 'live stream closed')
          close()
        })
      const sendState = async () => send(eventOf('import', await withEmpresa(scope, activeRun)))
      const sendRuns = async () => {
        const ids = [...waiting]
        waiting.clear()
        timer = undefined
        for (const id of ids) send(eventOf('import', await withEmpresa(scope, (ctx) => getRun(ctx, id))))
      }
      const onMessage = (message: LiveMessage) => {
        if (message.topic === 'import') {
          waiting.add(message.id)
          timer ??= setTimeout(() => void guard(sendRuns()), GATHER_MS)
          return
        }
        send(eventOf(message.topic, { id: message.id }))
        if (message.topic === 'reconnected') void guard(sendState())
      }
      const stopListening = listenLive(scope.empresaId, onMessage)
      const beat = async () => {
        await enter()
        send(': \n\n')
      }
      const heartbeat = setInterval(() => void guard(beat()), HEARTBEAT_MS)
      let open = true
      close = () => {
        if (!open) return
        open = false
        leave()
        stopListening()
        clearInterval(heartbeat)
        clearTimeout(timer)
        signal.removeEventListener('abort', close)
        try {
          controller.close()
        } catch {
          // The client disconnected first.
        }
      }
      signal.addEventListener('abort', close)
      if (signal.aborted) return close()
      void guard(sendState())
    },
    cancel: () => close(),
  })
}

const eventOf = (name: string, data: unknown) => `event: ${name}\ndata: ${superjson.stringify(data)}\n\n`
