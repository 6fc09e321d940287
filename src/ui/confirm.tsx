'use client'
import { useState, type ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

/**
 * Asks before a destructive or mass action. `preview` shows what would happen, with counts;
 * it closes when `onConfirm` ends well, and shows the error's own text when it doesn't.
 */
export function Confirm({
  open,
  onOpenChange,
  title,
  preview,
  action,
  danger = false,
  onConfirm,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  preview: ReactNode
  /** The verb on the button: "Apagar 12 leads". */
  action: string
  danger?: boolean
  onConfirm: () => Promise<void>
}) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'Não deu certo. Tente de novo.')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={preview}
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Voltar
          </Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      {error ? (
        <p role="alert" className="rounded-md bg-red-soft px-3 py-2 text-sm text-red-ink">
          {error}
        </p>
      ) : null}
    </Dialog>
  )
}
