import { env, isGiven, provideEnv } from '~/env'
import { leaseServer } from './embedded'
import { baileysToken, generatedSecrets } from './generated-secrets'
import { migrate } from './migrate'

/** The joined runtime: the caller releases it when it is done. */
export type Runtime = {
  /** Migrations that were applied on the way; null where the owner's role isn't given. */
  migrated: string[] | null
  release: () => Promise<void>
}

/**
 * Makes the environment complete: with no DATABASE_URL, the embedded PostgreSQL is joined (or started) and generated
 * secrets fill what is unset. With DATABASE_URL nothing is started; migrations run when DATABASE_OWNER_URL is there too.
 */
export async function ensureRuntime(): Promise<Runtime> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = env()
  if (DATABASE_URL) {
    const migrated = DATABASE_OWNER_URL ? await migrate(DATABASE_OWNER_URL) : null
    return { migrated, release: () => Promise.resolve() }
  }
  const secrets = generatedSecrets()
  const lease = await leaseServer(secrets)
  let migrated: string[]
  try {
    migrated = await migrate(lease.ownerUrl)
  } catch (error) {
    await lease.release()
    throw error
  }
  // One's own machine: its shop may stand on loopback. Production says so itself, and then the setting decides.
  if (!isGiven('NODE_ENV')) provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  provideEnv({
    DATABASE_URL: lease.appUrl,
    NEXTAUTH_SECRET: secrets.nextauthSecret,
    RETOMA_ENCRYPTION_KEY: secrets.encryptionKey,
    RETOMA_BAILEYS_TOKEN: baileysToken(secrets),
  })
  return { migrated, release: lease.release }
}
