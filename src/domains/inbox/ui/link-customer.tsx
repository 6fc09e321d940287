'use client'
import { UserRoundPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '~/ui/button'
import type { LinkProps } from './link-customer-dialog'

const LinkCustomerDialog = lazy(() =>
  import('./link-customer-dialog').then((module) => ({ default: module.LinkCustomerDialog })),
)

/** Links a conversation to a customer of the shop: one who writes from another phone, or left no phone. */
export function LinkCustomer(link: LinkProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton
        label={link.customerId ? 'Trocar o cliente desta conversa' : 'Ligar a um cliente'}
        onClick={() => setOpen(true)}
      >
        <UserRoundPlus size={17} aria-hidden />
      </IconButton>
      {open ? (
        <Suspense>
          <LinkCustomerDialog {...link} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
