'use client'
import { Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '~/ui/button'
import type { TemplateInPlace } from './template-dialog'

const TemplateDialog = lazy(() =>
  import('./template-dialog').then((module) => ({ default: module.TemplateDialog })),
)

/** Opens a template's editor where its text is read. */
export function EditTemplate({
  empresa,
  shop,
  template,
  unset,
  usedBy,
  label = 'Mudar o texto',
}: {
  empresa: string
  /** The empresa's name, as customers see it. */
  shop: string
  template: TemplateInPlace
  unset: readonly string[]
  usedBy: readonly string[]
  /** For screen readers, where there are several. */
  label?: string
}) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="sm"
        look="ghost"
        aria-label={label}
        icon={<Pencil size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Mudar o texto
      </Button>
      {open ? (
        <Suspense>
          <TemplateDialog {...{ empresa, shop, template, unset, usedBy }} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
