// `npm run baileys [-- --portal http://localhost:3100]`: the optional WhatsApp worker over Baileys, beside the portal.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { env, readEnvFile } from '../src/env'
import {
  baileysInstalled,
  installBaileys,
  sharedBaileysToken,
  startBaileysProcess,
} from '../src/runtime/baileys'
import { Crew } from '../src/runtime/crew'
import { ENV_FILE } from '../src/runtime/paths'

const say = (line: string) => console.log(line)
const crew = new Crew()
const halt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => halt.abort())
const halted = once(halt.signal, 'abort').then(() => undefined)

const { values } = parseArgs({ options: { portal: { type: 'string' } } })
try {
  readEnvFile(ENV_FILE)
  const portal = values.portal ?? env().NEXTAUTH_URL
  sharedBaileysToken()
  if (!baileysInstalled()) {
    say('Instalando o Baileys na pasta packages/baileys-worker (uma vez só)…')
    say('Ele usa a biblioteca libsignal, de licença GPL-3.0: quem distribui o conjunto segue essa licença.')
    installBaileys()
  }
  await crew.keep('baileys', () => startBaileysProcess(portal))
  say(`Baileys ligado, para o portal em ${portal}. No portal: WhatsApp, Nova conexão, Baileys, Conectar.`)
  say('Deixe esta janela aberta. Ctrl+C desliga; as contas ficam guardadas no banco do Retoma.')
  await Promise.race([halted, crew.broken])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await crew.stop()
}
process.exit()
