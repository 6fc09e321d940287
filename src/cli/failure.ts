import { CommanderError } from 'commander'
import { z } from 'zod'
import { EnvError } from '~/env'
import { databaseAway, isLoss } from '~/kernel/database-away'
import { AppError, isDiskFull, lostRace, toAppError, type FieldError } from '~/kernel/errors'
import { maskText } from '~/kernel/mask'

/** What the command line reports about a failure: one line, an exit code, and the same as data. */
export type Failure = {
  line: string
  exitCode: number
  error: { code: string; message: string; fields?: FieldError[] }
}

/** Ctrl+C or a signal: nothing is wrong, but the work did not end. */
export class Interrupted extends Error {}

/** Exit code after a signal, as shells have it. */
export const INTERRUPTED = 130
const USAGE = 2
const FAILED = 1

/** The flag that a field of an input schema comes from: `sshHostKey` → `--ssh-host-key`. */
export function flagOf(field: string, renamed: Record<string, string> = {}): string {
  const name = renamed[field] ?? field
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Turns anything thrown into one clear Portuguese line. Fields are named by their flags. */
export function failureOf(error: unknown, renamed: Record<string, string> = {}): Failure {
  if (error instanceof Interrupted) return failed('INTERRUPTED', error.message, INTERRUPTED)
  if (error instanceof CommanderError) return failed('BAD_INPUT', usageText(error), USAGE)
  if (error instanceof EnvError) return failed('BAD_INPUT', error.message, FAILED)
  const known =
    error instanceof z.ZodError ? toAppError(withKeys(error)) : (lostRace(error) ?? ownDatabase(error))
  if (!(known instanceof AppError))
    return failed('INTERNAL', `Falha inesperada: ${unexpectedText(error)}`, FAILED)
  const fields = known.details.fields?.map(({ field, reason }) => ({ field: flagOf(field, renamed), reason }))
  const first = fields?.find(({ field }) => field !== '--')
  const message = first ? `${first.field}: ${first.reason}` : known.message
  return failed(known.code, message, FAILED, fields)
}

/** A strict schema names the keys that it doesn't know in the message alone: here they become fields. */
function withKeys(error: z.ZodError): z.ZodError {
  const issues = error.issues.flatMap((issue): z.core.$ZodIssue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ ...issue, path: [key], message: 'não vale para este tipo de conexão.' }))
      : [issue],
  )
  return new z.ZodError(issues)
}

function failed(code: string, message: string, exitCode: number, fields?: FieldError[]): Failure {
  const line = `Erro: ${message.replace(/\s+/g, ' ').trim()}`
  return { line, exitCode, error: { code, message, ...(fields && fields.length > 0 ? { fields } : {}) } }
}

/** Error codes of our own database's drivers; a shop's failures are AppErrors already. */
const UNREACHABLE = new Set<unknown>(['P1001', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])
const REFUSED = new Set<unknown>(['P1000', '28P01', '28000'])

/** Failures of our own database while the command ran; one that was there from the start is worded by `unexpectedText`. */
function ownDatabase(error: unknown): unknown {
  if (isDiskFull(error)) return toAppError(error)
  const wrongAddress = error instanceof Error && 'code' in error && UNREACHABLE.has(error.code)
  return isLoss(error) && !wrongAddress ? databaseAway(error) : error
}

/** The cause matters to the machine's owner; personal data in it is masked. */
function unexpectedText(error: unknown): string {
  if (!(error instanceof Error)) return 'sem descrição.'
  if ('code' in error && UNREACHABLE.has(error.code))
    return 'o banco de dados do Retoma não responde no endereço de DATABASE_URL.'
  if ('code' in error && REFUSED.has(error.code))
    return 'o banco de dados do Retoma recusou o usuário ou a senha de DATABASE_URL.'
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return maskText(`${error.message}${cause}`)
}

function usageText(error: CommanderError): string {
  const [, quoted] = /'([^']+)'/.exec(error.message) ?? []
  const [, near] = /Did you mean ([^?]+)\?/.exec(error.message) ?? []
  const hint = near ? ` Quis dizer ${near}?` : ' Veja as opções com --help.'
  switch (error.code) {
    case 'commander.unknownOption':
      return `Opção desconhecida: ${quoted}.${hint}`
    case 'commander.unknownCommand':
      return `Comando desconhecido: ${quoted}.${hint}`
    case 'commander.help':
      return `Falta o comando.${hint}`
    case 'commander.optionMissingArgument':
      return `A opção ${quoted} precisa de um valor.`
    case 'commander.excessArguments':
      return `Argumentos demais: use só opções, como --slug minha-loja.`
    default:
      return `Uso incorreto.${hint}`
  }
}
