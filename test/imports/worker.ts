// The product's worker with a short lease, for tests that kill it: a run is picked up again within seconds.
import { startWorker } from '../../src/runtime/worker'

await startWorker({ leaseMs: 1500, backoff: () => 100 })
process.stdout.write('ready\n')
