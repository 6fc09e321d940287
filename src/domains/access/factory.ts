import { randomUUID } from 'node:crypto'
import { database } from '~/kernel/db'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import type { Role } from '~/kernel/trpc'
import { hashPassword } from './passwords'
import { addMember } from './service/members'

export const TEST_PASSWORD = 'correct horse battery'
let hashed: Promise<string> | undefined

/** A user with `TEST_PASSWORD`; one hash serves all, since hashing is slow on purpose. */
export async function makeUser(
  over: { email?: string; name?: string } = {},
): Promise<{ id: string; name: string; email: string }> {
  const email = over.email ?? `${randomUUID()}@pessoa.test`
  const passwordHash = await (hashed ??= hashPassword(TEST_PASSWORD))
  return database().prisma.user.create({
    data: { email, name: over.name ?? 'Ana Teste', passwordHash },
    select: { id: true, name: true, email: true },
  })
}

/** An empresa with a slug of its own. */
export async function makeEmpresa(
  over: { slug?: string; name?: string; timezone?: string } = {},
): Promise<{ id: string; slug: string }> {
  const slug = over.slug ?? `loja-${randomUUID().slice(0, 8)}`
  const id = await insertEmpresa({
    slug,
    name: over.name ?? `Loja ${slug}`,
    timezone: over.timezone ?? 'America/Sao_Paulo',
  })
  return { id, slug }
}

/** Makes a user a member of an empresa. */
export function makeMember(empresaId: string, userId: string, role: Role): Promise<void> {
  return withEmpresa(systemScope(empresaId, 'test'), (ctx) => addMember(ctx, { userId, role }))
}
