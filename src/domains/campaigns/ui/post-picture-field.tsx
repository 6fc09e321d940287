'use client'
import { ImagePlus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { shrinkPicture } from '~/ui/shrink-picture'

/** Chooses the picture of a post; the browser makes it small before anything is sent. */
export function PostPictureField({
  value,
  onChange,
}: {
  /** A `data:` address; null: no picture. */
  value: string | null
  onChange: (value: string | null) => void
}) {
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      onChange(await shrinkPicture(file))
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'A foto não pôde ser lida.')
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Foto"
        optional
        error={error}
        hint={busy ? 'Preparando a foto…' : 'JPEG, PNG ou WebP; ela é reduzida para o tamanho do WhatsApp.'}
      >
        {(control) => (
          <input
            {...control}
            key={value === null ? 'none' : 'some'}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            disabled={busy}
            className="text-sm text-soft file:mr-3 file:h-9 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:text-sm file:text-ink max-sm:file:h-12"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        )}
      </Field>
      {value === null ? null : (
        <p className="flex items-center gap-2 text-xs text-soft">
          <ImagePlus size={14} aria-hidden />A foto vai com o texto.
          <Button
            size="sm"
            look="ghost"
            icon={<Trash2 size={15} aria-hidden />}
            onClick={() => onChange(null)}
          >
            Tirar a foto
          </Button>
        </p>
      )}
    </div>
  )
}
