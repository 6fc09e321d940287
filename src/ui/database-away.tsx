'use client'
import { DatabaseZap } from 'lucide-react'
import { useEffect } from 'react'
import { Notice } from './states'

/** How often a page that waits for the database looks again. */
const AGAIN_MS = 6_000

/** Says that the database is away, and opens the page again by itself once the server is ready. */
export function DatabaseAway() {
  useEffect(() => {
    const timer = setInterval(() => {
      fetch('/health/ready', { cache: 'no-store' })
        .then(async (answer) => (await answer.text()).includes('"database":"ok"'))
        .then(
          (back) => back && window.location.reload(),
          () => undefined,
        )
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="mb-4">
      <Notice tone="amber" icon={DatabaseZap} alert>
        O banco de dados não está respondendo. Nada se perde: esta página abre sozinha assim que ele voltar.
      </Notice>
    </div>
  )
}
