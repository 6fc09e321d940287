/** Ends the session and leads to the sign-in page. The token in the form proves that our own page asked. */
export async function signOut(): Promise<void> {
  await forgetDevice().catch(() => undefined)
  const answer = await fetch('/api/auth/csrf')
  const body: unknown = await answer.json()
  const token = typeof body === 'object' && body !== null && 'csrfToken' in body ? String(body.csrfToken) : ''
  await fetch('/api/auth/signout', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken: token, json: 'true', callbackUrl: '/entrar' }),
  })
  // A full load: nothing of the session may stay in the browser's memory.
  window.location.assign('/entrar')
}

/** The browser's next user must not get the notifications of the last: the push service forgets the device. */
async function forgetDevice(): Promise<void> {
  localStorage.removeItem('retoma-avisos')
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}
