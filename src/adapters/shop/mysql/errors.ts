import { AppError } from '~/kernel/errors'

const LOGIN = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
  'ER_NOT_SUPPORTED_AUTH_MODE',
  'ER_MUST_CHANGE_PASSWORD_LOGIN',
])
const DATABASE = new Set(['ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR'])
const SLOW = new Set(['ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT'])
/** MySQL 3024 and MariaDB 1969: a statement over the time limit. */
const SLOW_NUMBERS = new Set([3024, 1969])
/**
 * What is wrong with a server's certificate or its TLS, the first match; codes of Node, and texts where the code is
 * lost.
 */
const TLS_PROBLEMS: readonly [RegExp, string][] = [
  [
    /ALTNAME|does not match certificate/,
    'O certificado TLS do servidor é de outro endereço. Use na conexão o nome que está nele, ou o túnel SSH.',
  ],
  [
    /HAS_EXPIRED|has expired/,
    'O certificado TLS do servidor venceu. Peça a quem cuida dele que o renove, ou use o túnel SSH.',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|self-signed|certificate/,
    'O certificado TLS do servidor não é de uma autoridade conhecida. Use o túnel SSH, que confere a chave do servidor.',
  ],
  [
    /HANDSHAKE_SSL_ERROR/,
    'O servidor não aceitou a conexão cifrada (TLS). Desligue o TLS da conexão, ou use o túnel SSH.',
  ],
]

/** Where opening a shop failed; the step of imp-2. */
export type FailedStep = 'login' | 'database' | 'tcp'

/**
 * The driver's error as a message that the user can act on. Network failures may be retried, wrong settings may not.
 */
export function sourceError(error: unknown, where = 'do banco da loja'): AppError {
  if (error instanceof AppError) return error
  const { code, number, message } = describe(error)
  const say = (kind: 'SOURCE_UNAVAILABLE' | 'SOURCE_INVALID', said: string) =>
    new AppError(kind, said, { cause: error })
  if (LOGIN.has(code))
    return say('SOURCE_INVALID', 'O banco da loja recusou usuário ou senha. Confira os dois na conexão.')
  if (DATABASE.has(code))
    return say(
      'SOURCE_INVALID',
      'O banco não existe nesse servidor, ou o usuário não tem acesso a ele. Confira o nome do banco.',
    )
  if (SLOW.has(code) || SLOW_NUMBERS.has(number))
    return say(
      'SOURCE_UNAVAILABLE',
      'Uma leitura passou do limite de 5 segundos no banco da loja. Tente em um horário mais calmo.',
    )
  if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_COLUMNACCESS_DENIED_ERROR')
    return say(
      'SOURCE_INVALID',
      'O usuário do banco não pode ler uma das tabelas da loja. Dê a ele a permissão SELECT.',
    )
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return say('SOURCE_INVALID', 'O servidor não aceita TLS. Desligue o TLS da conexão, ou use o túnel SSH.')
  // The driver replaces TLS's code by one of its own, and keeps the message.
  const tls = tlsProblem(code === 'HANDSHAKE_SSL_ERROR' ? `${code} ${message}` : code)
  if (tls) return say('SOURCE_INVALID', tls)
  if (
    code === 'ER_CON_COUNT_ERROR' ||
    code === 'ER_USER_LIMIT_REACHED' ||
    code === 'ER_TOO_MANY_USER_CONNECTIONS'
  )
    return say(
      'SOURCE_UNAVAILABLE',
      'O banco da loja está com conexões demais agora. Tente de novo em alguns minutos.',
    )
  if (/LOCAL INFILE/.test(message))
    return say(
      'SOURCE_INVALID',
      'O servidor pediu um arquivo desta máquina. Nada foi enviado e a conexão foi encerrada.',
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return say('SOURCE_UNAVAILABLE', `O endereço ${where} não foi encontrado. Confira o nome do servidor.`)
  if (code === 'ECONNREFUSED')
    return say(
      'SOURCE_UNAVAILABLE',
      `Nada atende nesse endereço e porta ${where}. Confira os dois, e se o firewall libera o acesso.`,
    )
  if (code === 'ETIMEDOUT')
    return say(
      'SOURCE_UNAVAILABLE',
      `O servidor ${where} não respondeu a tempo. Confira endereço, porta e firewall.`,
    )
  if (code.startsWith('ER_')) return say('SOURCE_INVALID', `O banco da loja recusou a leitura (${code}).`)
  return say(
    'SOURCE_UNAVAILABLE',
    `A conexão ${where} caiu. A leitura continua de onde parou quando ela voltar.`,
  )
}

/** Which step of the connection a driver's error belongs to. */
export function failedStep(error: AppError): FailedStep {
  const { code } = describe(error.cause)
  if (LOGIN.has(code)) return 'login'
  return DATABASE.has(code) ? 'database' : 'tcp'
}

function tlsProblem(text: string): string | null {
  return TLS_PROBLEMS.find(([sign]) => sign.test(text))?.[1] ?? null
}

function describe(error: unknown): { code: string; number: number; message: string } {
  if (typeof error !== 'object' || error === null) return { code: '', number: 0, message: '' }
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    number: 'errno' in error && typeof error.errno === 'number' ? error.errno : 0,
    message: 'message' in error && typeof error.message === 'string' ? error.message : '',
  }
}
