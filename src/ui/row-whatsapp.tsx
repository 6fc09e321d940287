/** Classes of a row's way to WhatsApp: an icon at a desk, the one button in words on a phone's card. */
export const ROW_WHATSAPP =
  'md:size-9 md:!px-0 max-md:h-11 max-md:border max-md:border-line max-md:!px-2.5 max-md:text-xs max-md:text-jade-ink'

/** Its label: the contact's name, for screen readers only; the word, on a phone. */
export function RowWhatsAppName({ who }: { who: string }) {
  return (
    <>
      <span className="sr-only">{`Chamar ${who} no `}</span>
      <span className="max-md:inline md:sr-only">WhatsApp</span>
    </>
  )
}
