import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { testShop } from '~/adapters/shop/open'
import { slugSchema } from '~/domains/empresas/schema'
import {
  connectionInput,
  connectionKind,
  uploadName,
  type ConnectionTest,
  type ConnectionView,
} from '~/domains/imports/schema'
import { saveConnection } from '~/domains/imports/service/connections'
import { testConnection } from '~/domains/imports/service/test-connection'
import { uploadFile } from '~/domains/imports/service/upload-file'
import { AppError } from '~/kernel/errors'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { perform, type Io } from '../action'
import { failureOfTest, hostKeyText, latestKind } from '../reach-shop'

/** Flags whose name differs from the field of `connectionInput` that they fill. */
const RENAMED = {
  username: 'user',
  password: 'passwordStdin',
  sshUsername: 'sshUser',
  sshPassword: 'sshPasswordStdin',
  sshKey: 'sshKeyFile',
}

const flag = z.literal(true).optional()
const text = z.string().optional()
const common = { empresa: slugSchema, prefix: text }
const mysqlFlags = {
  ...common,
  host: text,
  port: text,
  database: text,
  user: text,
  passwordStdin: flag,
  tls: flag,
}
/** The flags of each kind and no others: one that would do nothing is a mistake. `connectionInput` checks their values. */
const setOptions = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('mysql'), ...mysqlFlags }),
    z.strictObject({
      kind: z.literal('ssh'),
      ...mysqlFlags,
      sshHost: text,
      sshPort: text,
      sshUser: text,
      sshPasswordStdin: flag,
      sshKeyFile: text,
      sshHostKey: text,
    }),
    z.strictObject({ kind: z.literal('dump'), ...common, file: text }),
  ],
  'escolha mysql, ssh ou dump.',
)
type SetOptions = z.output<typeof setOptions>

/** `retoma connection set` and `retoma connection test` */
export function connectionCommands(program: Command): void {
  const group = program.command('connection').description('como a loja de uma empresa é lida')
  addSet(group)
  addTest(group)
}

function addSet(group: Command): void {
  group
    .command('set')
    .description('guarda a conexão: mysql direto, mysql por ssh, ou arquivo de exportação (dump)')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--kind <tipo>', 'mysql, ssh ou dump')
    .option('--host <host>', 'servidor do MySQL')
    .option('--port <porta>', 'porta do MySQL (padrão 3306)')
    .option('--database <banco>', 'nome do banco de dados')
    .option('--user <usuario>', 'usuário do banco')
    .option('--password-stdin', 'lê a senha do banco da entrada padrão (primeira linha)')
    .option('--prefix <prefixo>', 'prefixo das tabelas (padrão wp_)')
    .option('--tls', 'exige conexão cifrada com o MySQL')
    .option('--ssh-host <host>', 'servidor SSH')
    .option('--ssh-port <porta>', 'porta do SSH (padrão 22)')
    .option('--ssh-user <usuario>', 'usuário do SSH')
    .option('--ssh-password-stdin', 'lê a senha do SSH da entrada padrão (depois da do banco, uma por linha)')
    .option('--ssh-key, --ssh-key-file <arquivo>', 'arquivo com a chave privada do SSH')
    .option('--ssh-host-key <SHA256:…>', 'chave do servidor SSH já conhecida')
    .option('--file <arquivo>', 'arquivo .sql, .sql.gz ou .zip (com --kind=dump)')
    .action(
      perform({
        options: setOptions,
        renamed: RENAMED,
        run: async (options, io) => {
          const input = connectionInput.parse(await fieldsOf(options, io))
          const file = options.kind === 'dump' ? await readableFile(options.file) : null
          const scope = systemScope(await empresaIdBySlug(options.empresa), 'Linha de comando')
          const saved = await withEmpresa(scope, (ctx) => saveConnection(ctx, input))
          const view = file === null ? saved : await upload(scope, file)
          return {
            json: shown(options.empresa, view),
            text: [`Conexão ${view.kind} de ${options.empresa} guardada.`],
          }
        },
      }),
    )
}

/** Fields of `connectionInput` from flags, standard input and the key's file. */
async function fieldsOf(options: SetOptions, io: Io): Promise<Record<string, unknown>> {
  if (options.kind === 'dump') return { kind: options.kind, prefix: options.prefix }
  if (options.kind === 'mysql') {
    const { empresa: _empresa, ...mysql } = options
    return mysqlFieldsOf(mysql, io)
  }
  const { empresa: _empresa, sshUser, sshPasswordStdin, sshKeyFile, ...mysql } = options
  if (sshPasswordStdin && sshKeyFile !== undefined)
    throw new AppError('BAD_INPUT', 'Use --ssh-password-stdin ou --ssh-key-file, não os dois.')
  return {
    // The database's password is the first line of standard input.
    ...(await mysqlFieldsOf(mysql, io)),
    ...(sshUser === undefined ? {} : { sshUsername: sshUser }),
    ...(sshPasswordStdin ? { sshPassword: await io.secret('--ssh-password-stdin', 'a senha do SSH') } : {}),
    ...(sshKeyFile === undefined ? {} : { sshKey: await readKey(sshKeyFile) }),
  }
}

async function mysqlFieldsOf(
  { user, passwordStdin, ...fields }: { user?: string | undefined; passwordStdin?: true | undefined },
  io: Io,
): Promise<Record<string, unknown>> {
  return {
    ...fields,
    ...(user === undefined ? {} : { username: user }),
    ...(passwordStdin ? { password: await io.secret('--password-stdin', 'a senha do banco') } : {}),
  }
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('BAD_INPUT', `--ssh-key-file: não foi possível ler ${file}.`, { cause })
  })
}

/** The file that will be uploaded, rejected before anything is kept. */
async function readableFile(file: string | undefined): Promise<string> {
  const invalid = (reason: string) =>
    new AppError('BAD_INPUT', reason, { fields: [{ field: 'file', reason }] })
  if (file === undefined) throw invalid('informe o arquivo de exportação (.sql, .sql.gz ou .zip).')
  const name = uploadName.safeParse(path.basename(file))
  if (!name.success) throw invalid(name.error.issues[0]?.message ?? 'o nome do arquivo não serve.')
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw invalid(`o arquivo ${file} não existe.`)
  if (found.size === 0) throw invalid('O arquivo está vazio.')
  return file
}

function upload(scope: EmpresaScope, file: string): Promise<ConnectionView> {
  return uploadFile(scope, path.basename(file), createReadStream(file))
}

function shown(empresa: string, view: ConnectionView): object {
  const { id, kind, prefix, host, port, database, username, tls, hasPassword, ssh, file } = view
  return { id, empresa, kind, prefix, host, port, database, username, tls, hasPassword, ssh, file }
}

function addTest(group: Command): void {
  group
    .command('test')
    .description('testa a conexão passo a passo')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--kind <tipo>', 'mysql, ssh ou dump (padrão: a última guardada)')
    .action(
      perform({
        options: z.object({ empresa: slugSchema, kind: connectionKind.optional() }),
        run: async ({ empresa, kind }) => {
          const scope = systemScope(await empresaIdBySlug(empresa), 'Linha de comando')
          const test = await testConnection(scope, kind ?? (await latestKind(scope)), testShop)
          const failure = failureOfTest(test)
          return { json: test, text: linesOf(test), ...(failure ? { failure } : {}) }
        },
      }),
    )
}

function linesOf({ steps, facts, forms, hostKey }: ConnectionTest): string[] {
  return [
    ...steps.map((step) => `${step.ok ? '✓' : '✗'} ${step.subject}: ${step.message}`),
    ...(hostKey ? [hostKeyText(hostKey)] : []),
    ...(facts
      ? [
          `Servidor ${facts.serverVersion}, fuso ${facts.timezone}, moeda ${facts.currency}.`,
          ...facts.warnings,
        ]
      : []),
    ...forms.map((form) => `Formulário ${form.name ?? form.id}: ${form.entries} envios.`),
  ]
}
