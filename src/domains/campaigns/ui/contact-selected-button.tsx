'use client'
import { MessageCircle } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '~/ui/button'
import { useSelectedRows, useSelection } from '~/ui/list/list-context'
import type { SelectionInput } from '../selection-schema'
import type { Choices } from './contact-dialog'

const ContactDialog = lazy(() =>
  import('./contact-dialog').then((module) => ({ default: module.ContactDialog })),
)

/** A bulk action: a template message to the selected rows, at once or as a campaign of its own. */
export function ContactSelectedButton({
  empresa,
  of,
  filter,
  choices,
}: {
  empresa: string
  of: SelectionInput['of']
  /** The list's filter: the recipients when all its rows are selected. */
  filter: SelectionInput['rows']['filter']
  choices: Choices
}) {
  const rows = useSelectedRows(filter)
  const { clear } = useSelection()
  const [open, setOpen] = useState(false)
  const close = (done: boolean) => {
    setOpen(false)
    if (done) clear()
  }
  return (
    <>
      <Button
        size="sm"
        look="primary"
        icon={<MessageCircle size={15} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Contatar
      </Button>
      <Suspense>
        {open ? (
          <ContactDialog
            empresa={empresa}
            // The procedure parses the filters of the four lists again, each by its own schema.
            selection={{ of, rows } as SelectionInput}
            choices={choices}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  )
}
