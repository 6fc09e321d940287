import type { Inngest, InngestFunction } from 'inngest'
import { serveFunctions } from './app'
import { Engine, type EngineOptions } from './engine'
import { freshKeys } from './signature'

/** Runs functions on an engine in this process, with keys that live as long as it. */
export async function startEmbedded(
  client: Inngest,
  functions: InngestFunction.Any[],
  options: Omit<EngineOptions, 'eventKey' | 'signingKey'>,
): Promise<{ port: number; workerId: string; stop(): Promise<void> }> {
  const keys = freshKeys()
  const engine = new Engine({ ...options, ...keys })
  try {
    const url = await engine.start()
    client.setEnvVars({
      INNGEST_BASE_URL: url,
      INNGEST_EVENT_KEY: keys.eventKey,
      INNGEST_SIGNING_KEY: keys.signingKey,
    })
    const app = await serveFunctions(client, functions)
    const stop = async () => {
      await engine.stop()
      await app.stop()
    }
    return { port: app.port, workerId: engine.workerId, stop }
  } catch (error) {
    await engine.stop()
    throw error
  }
}
