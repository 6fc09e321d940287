import type { ThreadRow } from '../schema'

/** What happened to a message: revoked, edited, and its reactions. */
export function BubbleMarks({ row }: { row: Pick<ThreadRow, 'editedAt' | 'revokedAt' | 'reactions'> }) {
  const { editedAt, revokedAt, reactions } = row
  return (
    <>
      {revokedAt ? <p className="italic">Mensagem apagada no WhatsApp</p> : null}
      {editedAt && !revokedAt ? <span className="text-2xs opacity-90">editada</span> : null}
      {reactions.length > 0 ? (
        <ul aria-label="Reações" className="mt-1 flex gap-1">
          {reactions.map(({ emoji, mine }) => (
            <li
              key={mine ? 'loja' : 'cliente'}
              title={mine ? 'Reação da loja' : 'Reação do cliente: não conta como resposta'}
              className="rounded-full bg-sunken px-1.5 text-sm text-ink"
            >
              {emoji}
              <span className="sr-only">
                {mine ? ' Reação da loja' : ' Reação do cliente: não conta como resposta'}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
