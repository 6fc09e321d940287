import { createServer } from 'node:net'

function probe(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(null))
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null))
    })
  })
}

/** The wanted port when it is free on loopback, otherwise a port that the system picks. */
export async function freePort(wanted = 0): Promise<number> {
  return (await probe(wanted, '127.0.0.1')) ?? (await probe(0, '127.0.0.1')) ?? 0
}

/** The first port from `first` on that is free on every address of this machine, within 50. */
export async function nextFreePort(first: number): Promise<number> {
  for (let port = first; port < first + 50; port++) {
    if ((await probe(port, '::')) ?? (await probe(port, '0.0.0.0'))) return port
  }
  throw new Error(`Nenhuma porta livre entre ${first} e ${first + 49}.`)
}
