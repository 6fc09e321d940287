'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { UpdateSettingsInput } from '~/domains/empresas/schema'
import { toastDone, toastFailed } from '~/ui/toast'

/** Saves a part of the settings: what is busy, which fields the server refused and why, and *Desfazer*. */
export function useSave(empresa: string) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const send = async (change: UpdateSettingsInput) => {
    const { trpc } = await import('~/wiring/client')
    await trpc.empresas.updateSettings.mutate({ empresa, ...change })
    router.refresh()
  }
  const save = async (change: UpdateSettingsInput, before: UpdateSettingsInput) => {
    setBusy(true)
    setErrors({})
    try {
      await send(change)
      toastDone('Configurações salvas.', () => send(before))
    } catch (error) {
      const { messageOf } = await import('~/wiring/client')
      setErrors(fieldErrors(error))
      toastFailed(new Error(messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return { busy, errors, save }
}

/** The refused fields of an answer: dotted path and reason. */
function fieldErrors(error: unknown): Record<string, string> {
  if (typeof error !== 'object' || error === null || !('data' in error)) return {}
  const { data } = error
  if (typeof data !== 'object' || data === null || !('fields' in data) || !Array.isArray(data.fields))
    return {}
  const pairs = data.fields.flatMap((field: unknown) =>
    typeof field === 'object' && field !== null && 'field' in field && 'reason' in field
      ? [[String(field.field), String(field.reason)] as const]
      : [],
  )
  return Object.fromEntries(pairs)
}
