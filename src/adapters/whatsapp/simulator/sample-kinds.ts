import type { MediaKind } from '../port'

/** Files that a simulated phone can send: the simulator makes them itself, so nothing has to be stored. */
export const SAMPLES = ['comprovante', 'documento', 'audio'] as const
export type Sample = (typeof SAMPLES)[number]

type Kind = { kind: MediaKind; mimeType: string; fileName: string | null; label: string }
const KINDS: Record<Sample, Kind> = {
  comprovante: { kind: 'image', mimeType: 'image/png', fileName: null, label: 'Foto do comprovante' },
  documento: {
    kind: 'document',
    mimeType: 'application/pdf',
    fileName: 'Comprovante de PIX.pdf',
    label: 'Comprovante em PDF',
  },
  audio: { kind: 'audio', mimeType: 'audio/wav', fileName: null, label: 'Mensagem de voz' },
}

export function sampleKind(sample: Sample): Kind {
  return KINDS[sample]
}
