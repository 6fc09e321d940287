import { encode } from 'uqr'

/** A text as a QR code, dark on white in any theme: phones read no inverted ones. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'L', border: 4 })
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      shapeRendering="crispEdges"
      className="aspect-square w-full max-w-72 rounded-lg bg-white"
    >
      <path d={path} fill="#111" />
    </svg>
  )
}
