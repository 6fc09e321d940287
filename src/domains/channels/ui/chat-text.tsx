import { Fragment, type ReactNode } from 'react'
import { formatPieces, type Piece } from '../rules/formatting'

function show(piece: Piece, index: number): ReactNode {
  if (typeof piece === 'string') return <Fragment key={index}>{piece}</Fragment>
  const inside = piece.pieces.map(show)
  switch (piece.style) {
    case 'bold':
      return <strong key={index}>{inside}</strong>
    case 'italic':
      return <em key={index}>{inside}</em>
    case 'strike':
      return <s key={index}>{inside}</s>
    case 'mono':
      return (
        <code key={index} className="font-mono text-[0.92em]">
          {inside}
        </code>
      )
  }
}

/** A message's text with WhatsApp's formatting, line breaks kept. */
export function ChatText({ children }: { children: string }) {
  return <span className="break-words whitespace-pre-wrap">{formatPieces(children).map(show)}</span>
}
