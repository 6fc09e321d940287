import type { MediaFile } from '../port'
import { RECEIPT_PNG } from './receipt'
import { sampleKind, SAMPLES, type Sample } from './sample-kinds'

/** The bytes of a sample; null for an unknown name. */
export function sampleFile(name: string | null): MediaFile | null {
  const sample = SAMPLES.find((one) => one === name)
  if (!sample) return null
  const { mimeType, fileName } = sampleKind(sample)
  return { bytes: BYTES[sample](), mimeType, fileName }
}

const BYTES: Record<Sample, () => Buffer> = {
  comprovante: () => Buffer.from(RECEIPT_PNG, 'base64'),
  documento: () => pdf(['Comprovante de PIX simulado', 'Valor: R$ 129,90']),
  audio: tone,
}

/** The smallest document that a reader opens: one page of lines, in ASCII without brackets. */
function pdf(lines: readonly string[]): Buffer {
  const text = lines.map((line, n) => `1 0 0 1 60 ${String(760 - n * 28)} Tm (${line}) Tj`).join('\n')
  const content = `BT /F1 16 Tf\n${text}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${String(content.length)} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, n) => {
    const at = body.length
    body += `${String(n + 1)} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const head = `xref\n0 ${String(objects.length + 1)}\n0000000000 65535 f \n${places.join('')}`
  const tail = `trailer\n<< /Size ${String(objects.length + 1)} /Root 1 0 R >>\nstartxref\n${String(body.length)}\n%%EOF\n`
  return Buffer.from(body + head + tail, 'latin1')
}

const RATE = 8000

/** Two seconds of a soft tone, 8 bit mono WAV. */
function tone(): Buffer {
  const samples = Buffer.alloc(RATE * 2)
  for (let n = 0; n < samples.length; n++)
    samples[n] =
      128 +
      Math.round(40 * Math.sin((2 * Math.PI * 330 * n) / RATE) * Math.sin((Math.PI * n) / samples.length))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
