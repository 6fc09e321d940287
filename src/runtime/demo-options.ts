import { parseArgs } from 'node:util'
import { AppError } from '~/kernel/errors'

/** What `npm run demo` was asked for. @throws AppError BAD_INPUT for an option that it doesn't know, or a port that is none. */
export function demoOptions(args: string[]): { fresh: boolean; port: number } {
  const { fresh = false, port } = parsed(args)
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw new AppError('BAD_INPUT', `--port: use um número inteiro de 1 a 65535, não “${port}”.`)
  return { fresh, port: Number(port) }
}

function parsed(args: string[]): { fresh?: boolean; port: string } {
  try {
    return parseArgs({
      args,
      options: { fresh: { type: 'boolean' }, port: { type: 'string', default: '3000' } },
    }).values
  } catch (cause) {
    const message =
      'Opção desconhecida ou incompleta. Use --fresh para começar do zero e --port 3100 para outra porta.'
    throw new AppError('BAD_INPUT', message, { cause })
  }
}
