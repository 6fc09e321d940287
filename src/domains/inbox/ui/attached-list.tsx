'use client'
import { FileText, X } from 'lucide-react'
import { IconButton } from '~/ui/button'
import type { Attached } from './attached-files'
import { bytesText } from './bytes-text'

/** The files of the reply, each with a button to remove it. */
export function AttachedList({
  files,
  disabled,
  onRemove,
}: {
  files: readonly Attached[]
  disabled: boolean
  onRemove: (once: string) => void
}) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Arquivos da resposta" className="flex flex-wrap gap-2 pb-2">
      {files.map(({ file, once, preview }) => (
        <li
          key={once}
          className="flex max-w-full items-center gap-2 rounded-md border border-line bg-sunken/60 pl-2 text-xs"
        >
          {preview === null ? (
            <FileText size={16} aria-hidden className="shrink-0 text-jade-ink" />
          ) : (
            <img src={preview} alt="" className="size-8 shrink-0 rounded object-cover" />
          )}
          <span className="min-w-0 truncate text-ink">{file.name}</span>
          <span className="shrink-0 text-faint">{bytesText(file.size)}</span>
          <IconButton label={`Tirar ${file.name}`} disabled={disabled} onClick={() => onRemove(once)}>
            <X size={15} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
