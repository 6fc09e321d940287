import { connect, type Socket } from 'node:net'
import type { Address } from '~/kernel/public-host'
import { sourceError } from './mysql/errors'

/** Opens a TCP connection. @throws AppError SOURCE_UNAVAILABLE when nothing answers within `milliseconds`. */
export function openSocket(address: Address, milliseconds: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(address.port, address.ip)
    const give = (error: unknown) => {
      socket.destroy()
      fail(sourceError(error, `em ${address.ip}:${String(address.port)}`))
    }
    socket.setTimeout(milliseconds, () => {
      give(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))
    })
    socket.once('error', give)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', give)
      socket.setNoDelay(true)
      socket.setKeepAlive(true, 15_000)
      done(socket)
    })
  })
}
