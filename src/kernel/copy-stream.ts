import type { ClientBase } from 'pg'
import { from, type CopyStreamQuery } from 'pg-copy-streams'

/** What the library still writes to after the server has rejected the COPY. */
const NOWHERE = {
  stream: { write: () => true, once: () => undefined },
  sendCopyFail: () => undefined,
}

/**
 * `COPY … FROM STDIN` as a stream. The library releases the connection when the server rejects the COPY (a full disk, a row
 * that doesn't fit), but goes on writing once the socket drains: that throw, which nothing could catch, would hide the
 * reason and end the process.
 */
export function copyInto(sql: Pick<ClientBase, 'query'>, statement: string): CopyStreamQuery {
  const stream = sql.query(from(statement))
  stream.once('error', () => queueMicrotask(() => Object.assign(stream, { connection: NOWHERE })))
  return stream
}
