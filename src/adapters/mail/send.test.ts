import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { readEnvFile } from '~/env'
import { sendMail } from './send'

const MAIL = { to: 'ana@loja.test', subject: 'Nova senha', text: 'Um link.' }
afterEach(() => vi.unstubAllEnvs())

function given(values: Record<string, string>): void {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
  readEnvFile('/no/such/file')
}

/** A mail server of our own that accepts every command but `rejected`. @returns its port and the lines it received. */
async function mailServer(rejected = ''): Promise<{ port: number; received: string[] }> {
  const received: string[] = []
  const serve = (socket: Socket) => {
    let data = false
    socket.on('error', () => undefined)
    socket.write('220 here\r\n')
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().split('\r\n').filter(Boolean)) {
        received.push(line)
        if (data && line !== '.') continue
        data = line === 'DATA'
        const verb = line.split(' ')[0] ?? ''
        socket.write(
          verb === rejected
            ? '550 no\r\n'
            : data
              ? '354 go\r\n'
              : verb === 'QUIT'
                ? '221 bye\r\n'
                : '250 ok\r\n',
        )
      }
    })
  }
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, received }
}

test('a message goes to the server from the settings, with their sender', async () => {
  const { port, received } = await mailServer()
  given({ RETOMA_SMTP_URL: `smtp://127.0.0.1:${port}`, RETOMA_MAIL_FROM: 'Loja <portal@loja.test>' })
  await sendMail(MAIL)
  expect(received).toEqual(
    expect.arrayContaining(['RCPT TO:<ana@loja.test>', 'Subject: Nova senha', 'Um link.']),
  )
  expect(received.find((line) => line.startsWith('MAIL FROM'))).toContain('portal@loja.test')
})

test('a rejection by the server may be retried', async () => {
  const { port } = await mailServer('RCPT')
  given({ RETOMA_SMTP_URL: `smtp://127.0.0.1:${port}` })
  await expect(sendMail(MAIL)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
})

test('without a server the message is a private file', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-mail-'))
  given({ RETOMA_SMTP_URL: '', RETOMA_DATA_DIR: dir })
  await sendMail(MAIL)
  const [name = ''] = await readdir(path.join(dir, 'correio'))
  const file = path.join(dir, 'correio', name)
  expect(await readFile(file, 'utf8')).toMatch(/Para: ana@loja\.test\nAssunto: Nova senha\n\nUm link\.\n$/)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await rm(dir, { recursive: true })
})
