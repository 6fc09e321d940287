import { hash, verify } from '@node-rs/argon2'

/** argon2id, RFC 9106's second choice scaled to a small server: about 40 ms and 19 MiB a try (OWASP's minimum). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

/** Hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), PARAMETERS)
}

let decoy: Promise<string> | undefined

/** Compares; with no stored hash it works as long on a decoy, so that the time doesn't reveal which accounts exist. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await (decoy ??= hashPassword('no user has this password')))
  const matches = await verify(against, password.normalize('NFKC'))
  return matches && stored !== null
}
