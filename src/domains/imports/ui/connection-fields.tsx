import { Field } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import type { ConnectionView } from '../schema'
import type { FieldErrors } from './field-errors'

const KEPT = 'Guardada e cifrada. Deixe em branco para manter.'

/** Where MySQL listens and who reads it. Behind a tunnel the host is as the SSH server sees it. */
export function DatabaseFields({
  saved,
  errors,
  throughSsh,
}: {
  saved: ConnectionView | null
  errors: FieldErrors
  throughSsh: boolean
}) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
        <Field
          label="Servidor do MySQL"
          required
          error={errors.of('host')}
          hint={throughSsh ? 'Como o servidor SSH o vê; quase sempre 127.0.0.1.' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              name="host"
              defaultValue={saved?.host ?? (throughSsh ? '127.0.0.1' : '')}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label="Porta" error={errors.of('port')}>
          {(control) => (
            <Input {...control} name="port" inputMode="numeric" defaultValue={saved?.port ?? 3306} />
          )}
        </Field>
      </div>
      <Field label="Banco de dados" required error={errors.of('database')}>
        {(control) => (
          <Input
            {...control}
            name="database"
            defaultValue={saved?.database ?? ''}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Usuário" required error={errors.of('username')} hint="Basta um usuário que só lê.">
          {(control) => (
            <Input
              {...control}
              name="username"
              defaultValue={saved?.username ?? ''}
              autoCapitalize="none"
              spellCheck={false}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Senha" error={errors.of('password')} hint={saved?.hasPassword ? KEPT : undefined}>
          {(control) => (
            <Input {...control} data-secret type="password" name="password" autoComplete="new-password" />
          )}
        </Field>
      </div>
    </>
  )
}

/** The server in between. Password or private key; both are sealed at rest. */
export function SshFields({ saved, errors }: { saved: ConnectionView['ssh']; errors: FieldErrors }) {
  return (
    <fieldset className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <legend className="px-1 text-sm font-semibold">Túnel SSH</legend>
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
        <Field label="Servidor SSH" required error={errors.of('sshHost')}>
          {(control) => (
            <Input
              {...control}
              name="sshHost"
              defaultValue={saved?.host ?? ''}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label="Porta" error={errors.of('sshPort')}>
          {(control) => (
            <Input {...control} name="sshPort" inputMode="numeric" defaultValue={saved?.port ?? 22} />
          )}
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Usuário do SSH" required error={errors.of('sshUsername')}>
          {(control) => (
            <Input
              {...control}
              name="sshUsername"
              defaultValue={saved?.username ?? ''}
              autoCapitalize="none"
              spellCheck={false}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label="Senha do SSH"
          error={errors.of('sshPassword')}
          hint={saved?.hasPassword ? KEPT : 'Ou a chave, abaixo.'}
        >
          {(control) => (
            <Input {...control} data-secret type="password" name="sshPassword" autoComplete="new-password" />
          )}
        </Field>
      </div>
      <Field
        label="Chave privada"
        optional
        error={errors.of('sshKey')}
        hint={saved?.hasKey ? KEPT : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            data-secret
            name="sshKey"
            rows={3}
            spellCheck={false}
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            className="font-mono text-xs"
          />
        )}
      </Field>
    </fieldset>
  )
}

/** WordPress's table prefix. */
export function PrefixField({ saved, errors }: { saved: ConnectionView | null; errors: FieldErrors }) {
  return (
    <Field
      label="Prefixo das tabelas"
      error={errors.of('prefix')}
      hint="Está no wp-config.php, em $table_prefix. Quase sempre wp_."
      className="sm:max-w-60"
    >
      {(control) => (
        <Input
          {...control}
          name="prefix"
          defaultValue={saved?.prefix ?? 'wp_'}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  )
}
