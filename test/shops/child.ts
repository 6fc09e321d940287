// Tries a shop's connection in a process of its own, which trusts the authority that NODE_EXTRA_CA_CERTS names.
import { z } from 'zod'
import { testShop } from '../../src/adapters/shop/open'

const input = z.object({ host: z.string(), port: z.number(), username: z.string(), password: z.string() })
const { steps } = await testShop({
  kind: 'mysql',
  prefix: 'wp_',
  mysql: { ...input.parse(JSON.parse(process.argv[2] ?? '')), database: 'hpos', tls: true },
})
console.log(JSON.stringify(steps))
process.exit()
