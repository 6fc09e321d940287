// Child of the runtime's tests: joins the runtime, says so, and leaves when its standard input ends.
import { ensureRuntime } from '../../src/runtime/runtime'
import { env } from '../../src/env'

const runtime = await ensureRuntime()
console.log(env().DATABASE_URL)
process.stdin.resume()
await new Promise((resolve) => process.stdin.once('end', resolve))
await runtime.release()
