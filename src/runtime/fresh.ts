import { env } from '~/env'
import { dropDatabase } from './embedded'
import { generatedSecrets } from './generated-secrets'

/** Forgets everything in the embedded database. @throws when DATABASE_URL names another one, or when it is in use. */
export async function startOver(): Promise<void> {
  if (env().DATABASE_URL)
    throw new Error('--fresh só apaga o banco embutido; DATABASE_URL aponta para outro.')
  await dropDatabase(generatedSecrets())
}
