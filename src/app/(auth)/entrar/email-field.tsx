import { Field } from '~/ui/field'
import { Input } from '~/ui/input'

/** The e-mail of an account, marked as the username for password managers. */
export function EmailField({ error }: { error: string | undefined }) {
  return (
    <Field label="E-mail" error={error ?? null} required>
      {(control) => (
        <Input
          {...control}
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
        />
      )}
    </Field>
  )
}
