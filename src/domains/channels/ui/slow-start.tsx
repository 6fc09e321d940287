'use client'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Notice } from '~/ui/states'

/** A session usually reports what it needs within seconds. */
const SLOW_MS = 45_000

const HINTS: Record<string, string> = {
  wppconnect:
    'O WPPConnect Server está preso em INITIALIZING, o que costuma ser o Chrome dele que não abre. Veja o registro do servidor, reinicie-o e aperte Conectar de novo.',
  baileys:
    'Confira se “npm run baileys” está rodando no servidor, dentro da pasta do Retoma, e aperte Conectar de novo.',
}
const ANY =
  'O serviço ainda está começando a sessão. Veja o registro dele, reinicie-o e aperte Conectar de novo.'

/** What to check when the QR code doesn't come. */
export function SlowStart({ provider }: { provider: string }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!slow) return null
  return (
    <Notice tone="amber" icon={TriangleAlert}>
      {HINTS[provider] ?? ANY}
    </Notice>
  )
}
