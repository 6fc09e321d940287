'use client'
import { useRouter } from 'next/navigation'
import { Dialog } from '~/ui/dialog'
import type { CloudTemplate } from '../rules/cloud-template'
import { TemplateEditor, type EditedTemplate } from './template-editor'

export type TemplateInPlace = EditedTemplate & { id: string; cloud: CloudTemplate | null; version: string }

/** A template's text, changed where it is read: the same editor as its own page. */
export function TemplateDialog({
  empresa,
  shop,
  template,
  unset,
  usedBy,
  onClose,
}: {
  empresa: string
  shop: string
  template: TemplateInPlace
  unset: readonly string[]
  usedBy: readonly string[]
  onClose: () => void
}) {
  const router = useRouter()
  const { id, kind, name, body, active, cloud, version } = template
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={`Texto de “${name}”`}
      description="Vale para tudo que usa este modelo, a partir do próximo envio."
    >
      <TemplateEditor
        empresa={empresa}
        shop={shop}
        initial={{ id, kind, name, body, active }}
        version={version}
        unset={unset}
        usedBy={usedBy}
        bound={cloud}
        disabled={false}
        onSaved={() => {
          onClose()
          router.refresh()
        }}
      />
    </Dialog>
  )
}
