import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { EnvError } from '~/env'
import { AppError } from '~/kernel/errors'
import { failureOf, flagOf, Interrupted } from './failure'

it('names a field by the flag that fills it', () => {
  expect(flagOf('sshHostKey')).toBe('--ssh-host-key')
  expect(flagOf('username', { username: 'user' })).toBe('--user')
})

it('reports every failure in one Portuguese line with an exit code', () => {
  const fields = [{ field: 'sshPassword', reason: 'A senha está vazia.' }]
  const cases: [unknown, string, number][] = [
    [new AppError('CONFLICT', 'Já existe.'), 'Erro: Já existe.', 1],
    [new AppError('BAD_INPUT', 'x', { fields }), 'Erro: --ssh-password-stdin: A senha está vazia.', 1],
    [
      new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"),
      'Erro: Opção desconhecida: --x. Veja as opções com --help.',
      2,
    ],
    [new EnvError('Há variáveis erradas.'), 'Erro: Há variáveis erradas.', 1],
    [
      Object.assign(new Error("Can't reach"), { code: 'P1001' }),
      'Erro: Falha inesperada: o banco de dados do Retoma não responde no endereço de DATABASE_URL.',
      1,
    ],
    [
      Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'carts_empresa_id_key' }),
      'Erro: Outra pessoa salvou o mesmo neste instante. Atualize a página e confira antes de tentar de novo.',
      1,
    ],
    [
      Object.assign(new Error('Database error 57P01'), { cause: { kind: 'postgres', code: '57P01' } }),
      'Erro: O banco de dados do Retoma não está respondendo. Nada se perde: tente de novo em um instante; se continuar, avise quem cuida do servidor.',
      1,
    ],
    [
      Object.assign(new Error('could not extend file'), { code: '53100' }),
      'Erro: O disco do servidor do Retoma está cheio. Isto não foi gravado, e nada do que já estava guardado se perdeu. Avise quem cuida do servidor e tente de novo quando houver espaço.',
      1,
    ],
    [new Interrupted('Interrompido.'), 'Erro: Interrompido.', 130],
    [new Error('dois\nvezes ana@loja.com.br'), 'Erro: Falha inesperada: dois vezes a…@loja.com.br', 1],
  ]
  for (const [error, line, exitCode] of cases) {
    expect(failureOf(error, { sshPassword: 'sshPasswordStdin' })).toMatchObject({ line, exitCode })
  }
})
