import { redirect } from 'next/navigation'
import { portal } from '~/wiring/caller'

/** The portal's root: the user's only empresa, or the choice. Without a session the caller leads to /entrar. */
export default async function HomePage() {
  const empresas = await (await portal()).access.empresas()
  const [only] = empresas
  redirect(only && empresas.length === 1 ? `/${only.slug}/hoje` : '/escolher')
}
