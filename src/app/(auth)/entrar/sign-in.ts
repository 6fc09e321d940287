const UNREACHED = 'Não conseguimos falar com o servidor. Confira a internet e tente de novo.'

/** Calls next-auth's credentials endpoint. Null when the session exists, otherwise the text to show. */
export async function signIn(email: string, password: string): Promise<string | null> {
  try {
    const token = field(await (await fetch('/api/auth/csrf')).json(), 'csrfToken')
    const answer = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      body: new URLSearchParams({ email, password, csrfToken: token, json: 'true', callbackUrl: '/' }),
    })
    const url = field(await answer.json(), 'url')
    const reason = URL.canParse(url, window.location.origin)
      ? new URL(url, window.location.origin).searchParams.get('error')
      : null
    if (answer.ok && !reason) return null
    return reason && reason !== 'CredentialsSignin' ? reason : 'E-mail ou senha não conferem.'
  } catch {
    return UNREACHED
  }
}

function field(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : ''
}
