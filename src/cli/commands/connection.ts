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
import { failureOfTest, latestKind } from '../reach-shop'

/** Flags whose name differs from the field of `connectionInput` that they fill. */
const RENAMED = {
  username: 'user',
  password: 'passwordStdin',
  sshUsername: 'sshUser',
  sshPassword: 'sshPasswordStdin',
  sshKey: 'sshKeyFile',
}

const flag = z.literal(true).optional()
const setOptions = z.looseObject({
  empresa: slugSchema,
  kind: connectionKind,
  user: z.string().optional(),
  sshUser: z.string().optional(),
  passwordStdin: flag,
  sshPasswordStdin: flag,
  sshKeyFile: z.string().optional(),
  file: z.string().optional(),
})
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
    .option('--ssh-key-file <arquivo>', 'arquivo com a chave privada do SSH')
    .option('--ssh-host-key <SHA256:…>', 'chave do servidor SSH já conhecida')
    .option('--file <arquivo>', 'arquivo .sql, .sql.gz ou .zip (com --kind=dump)')
    .action(
      perform({
        options: setOptions,
        renamed: RENAMED,
        run: async (options, io) => {
          const input = connectionInput.parse(await fieldsOf(options, io))
          if (options.kind === 'dump') await refuseUnreadable(options.file)
          const scope = systemScope(await empresaIdBySlug(options.empresa), 'Linha de comando')
          const saved = await withEmpresa(scope, (ctx) => saveConnection(ctx, input))
          const view = options.file ? await upload(scope, options.file) : saved
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
  const {
    empresa: _empresa,
    file,
    user,
    sshUser,
    passwordStdin,
    sshPasswordStdin,
    sshKeyFile,
    ...fields
  } = options
  if (file !== undefined && options.kind !== 'dump')
    throw new AppError('BAD_INPUT', '--file só vale com --kind=dump.')
  if (sshPasswordStdin && sshKeyFile !== undefined)
    throw new AppError('BAD_INPUT', 'Use --ssh-password-stdin ou --ssh-key-file, não os dois.')
  return {
    ...fields,
    ...(user === undefined ? {} : { username: user }),
    ...(sshUser === undefined ? {} : { sshUsername: sshUser }),
    ...(passwordStdin ? { password: await io.secret('--password-stdin', 'a senha do banco') } : {}),
    ...(sshPasswordStdin ? { sshPassword: await io.secret('--ssh-password-stdin', 'a senha do SSH') } : {}),
    ...(sshKeyFile === undefined ? {} : { sshKey: await readKey(sshKeyFile) }),
  }
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('BAD_INPUT', `--ssh-key-file: não foi possível ler ${file}.`, { cause })
  })
}

async function refuseUnreadable(file: string | undefined): Promise<void> {
  if (file === undefined)
    throw new AppError('BAD_INPUT', '--file: informe o arquivo de exportação (.sql, .sql.gz ou .zip).')
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw new AppError('BAD_INPUT', `--file: o arquivo ${file} não existe.`)
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

function linesOf({ steps, facts, forms }: ConnectionTest): string[] {
  return [
    ...steps.map((step) => `${step.ok ? '✓' : '✗'} ${step.subject}: ${step.message}`),
    ...(facts
      ? [
          `Servidor ${facts.serverVersion}, fuso ${facts.timezone}, moeda ${facts.currency}.`,
          ...facts.warnings,
        ]
      : []),
    ...forms.map((form) => `Formulário ${form.name ?? form.id}: ${form.entries} envios.`),
  ]
}
