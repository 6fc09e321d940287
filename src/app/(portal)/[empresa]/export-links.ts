import { EXPORT_FORMATS } from '~/kernel/export/formats'
import type { Export } from '~/ui/list/types'

const LABELS = {
  xlsx: 'Excel (.xlsx)',
  csv: 'CSV',
  txt: 'Texto (.txt)',
  whatsapp: 'Lista de WhatsApp',
} as const

/** The files that a list can be exported as, for members who may export. */
export function exportLinks(
  slug: string,
  list: string,
  allowed: boolean,
  formats: readonly (typeof EXPORT_FORMATS)[number][] = EXPORT_FORMATS,
): Export[] {
  if (!allowed) return []
  return formats.map((format) => ({
    label: LABELS[format],
    href: `/api/export/${slug}/${list}?format=${format}`,
  }))
}
