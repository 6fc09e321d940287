'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { UpdateSettingsInput } from '~/domains/empresas/schema'
import { toastDone, toastFailed } from '~/ui/toast'

/** Saves a part of the settings: what is busy, which fields the server rejected and why, and *Desfazer*. */
export function useSave(empresa: string) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const send = async (change: UpdateSettingsInput) => {
    const { trpc } = await import('~/wiring/client')
    await trpc.empresas.updateSettings.mutate({ empresa, ...change })
    router.refresh()
  }
  /** @returns whether it was saved. */
  const save = async (change: UpdateSettingsInput, before: UpdateSettingsInput): Promise<boolean> => {
    setBusy(true)
    setErrors({})
    try {
      await send(change)
      toastDone('Configurações salvas.', () => send(before))
      return true
    } catch (error) {
      const { fieldErrors, messageOf } = await import('~/wiring/client')
      const rejected = fieldErrors(error)
      setErrors(rejected)
      // The fields say it themselves, in place.
      toastFailed(
        new Error(Object.keys(rejected).length > 0 ? 'Confira os campos marcados.' : messageOf(error)),
      )
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, errors, save }
}
