import { z } from 'zod'

export const roleSchema = z.enum(
  ['owner', 'admin', 'operator', 'viewer'],
  'Escolha owner, admin, operator ou viewer.',
)

/** E-mail as it is stored and compared: trimmed, lower case. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use no máximo 254 caracteres.')
  .pipe(z.email('Informe um e-mail válido, como nome@loja.com.br.'))

/** Length is what counts; the upper bound keeps hashing cheap. */
export const passwordSchema = z
  .string()
  .min(10, 'A senha precisa de pelo menos 10 caracteres.')
  .max(200, 'A senha pode ter no máximo 200 caracteres.')

/** One line: it stands in e-mails to recipients who didn't choose it. */
export const personName = z
  .string()
  .trim()
  .min(1, 'Informe o nome.')
  .max(120, 'Use no máximo 120 caracteres.')
  .regex(/^\P{Cc}*$/u, 'Escreva o nome numa linha só.')
  .regex(
    /^[^\u202a-\u202e\u2066-\u2069\u200e\u200f]*$/u,
    'Há um sinal invisível no nome. Apague-o e escreva de novo.',
  )

export const createUserInput = z.object({ email: emailSchema, name: personName, password: passwordSchema })
export type CreateUserInput = z.input<typeof createUserInput>

export const credentialsInput = z.object({ email: z.string().max(400), password: z.string().max(400) })

export const meOutput = z.object({ id: z.uuid(), name: z.string(), email: z.string() })

export const myEmpresa = z.object({ slug: z.string(), name: z.string(), role: roleSchema })
export type MyEmpresa = z.output<typeof myEmpresa>

export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  active: z.boolean(),
  since: z.date(),
})

export const setRoleInput = z.object({ userId: z.uuid(), role: roleSchema })
export const inviteMemberInput = z.object({ email: emailSchema, name: personName, role: roleSchema })
export const setMemberActiveInput = z.object({ userId: z.uuid(), active: z.boolean() })
export const removeMemberInput = z.object({ userId: z.uuid() })

export const renameMeInput = z.object({ name: personName })
export const changeMyPhoneInput = z.object({
  phone: z.string().trim().max(40, 'Use no máximo 40 caracteres.'),
})
const currentPassword = z.string().min(1, 'Informe a senha atual.').max(400)
export const changeMyEmailInput = z.object({ email: emailSchema, current: currentPassword })
export const confirmEmailInput = z.object({
  token: z.string().min(1, 'Abra o endereço inteiro que veio no e-mail.').max(200),
})
/** One's own account; `mails`: whether this portal sends e-mails, `pendingEmail`: the address that waits for its mailbox. */
export const account = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  pendingEmail: z.string().nullable(),
  mails: z.boolean(),
})

export const changePasswordInput = z.object({
  current: currentPassword,
  next: passwordSchema,
})

export const requestLinkInput = z.object({ email: emailSchema })
export const choosePasswordInput = z.object({
  token: z.string().min(1, 'Abra o endereço inteiro que veio no e-mail.').max(200),
  password: passwordSchema,
})
