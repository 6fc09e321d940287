import { createInterface } from 'node:readline'
import { AppError } from '~/kernel/errors'
import { isStorable } from '~/kernel/storable'

/** Lines of standard input, for secrets, which never travel as arguments. Asked for by name on a terminal. */
export function secretReader(): (flag: string, title: string) => Promise<string> {
  if (process.stdin.isTTY) return (_flag, title) => askHidden(title)
  let lines: Promise<string[]> | undefined
  let used = 0
  return async (flag, title) => {
    lines ??= readLines()
    const line = (await lines)[used++]
    if (!line) throw new AppError('BAD_INPUT', `${flag}: a entrada padrão não trouxe ${title}.`)
    // A shell that pipes UTF-16 puts a NUL behind every letter: no user could type that again.
    if (!isStorable(line)) throw new AppError('BAD_INPUT', `${flag}: a entrada padrão não é texto em UTF-8.`)
    return line
  }
}

async function readLines(): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/)
}

/** Asks on standard error without echo. */
function askHidden(title: string): Promise<string> {
  process.stderr.write(`Informe ${title}: `)
  const reader = createInterface({ input: process.stdin, terminal: true })
  return new Promise((resolve, reject) => {
    reader.question('', (answer) => {
      process.stderr.write('\n')
      reader.close()
      if (answer) resolve(answer)
      else reject(new AppError('BAD_INPUT', `Faltou ${title}.`))
    })
  })
}
