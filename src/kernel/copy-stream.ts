import type { ClientBase } from 'pg'
import { from, type CopyStreamQuery } from 'pg-copy-streams'

/** What the library still writes to after the server's refusal. */
const NOWHERE = {
  stream: { write: () => true, once: () => undefined },
  sendCopyFail: () => undefined,
}

/**
 * `COPY … FROM STDIN` as a stream. The library lets go of the connection when the server refuses (a full disk, a row that
 * doesn't fit), but goes on writing once the socket has room: that throw, which nothing could catch, would hide the reason
 * and end the process.
 */
export function copyInto(sql: Pick<ClientBase, 'query'>, statement: string): CopyStreamQuery {
  const stream = sql.query(from(statement))
  stream.once('error', () => queueMicrotask(() => Object.assign(stream, { connection: NOWHERE })))
  return stream
}
