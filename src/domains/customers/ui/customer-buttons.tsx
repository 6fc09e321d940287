'use client'
import { Pencil, UserPlus } from 'lucide-react'
import { lazy, Suspense, useState, type ComponentProps } from 'react'
import { Button } from '~/ui/button'
import type { CustomerDialog } from './customer-form'

// The form's code loads at the first opening.
const Form = lazy(() => import('./customer-form').then((module) => ({ default: module.CustomerDialog })))

type Given = Omit<ComponentProps<typeof CustomerDialog>, 'open' | 'onClose'>

function Opener({
  given,
  label,
  icon,
  size,
}: {
  given: Given
  label: string
  icon: 'new' | 'edit'
  size?: 'sm'
}) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        {...(size ? { size } : {})}
        icon={icon === 'new' ? <UserPlus size={16} aria-hidden /> : <Pencil size={15} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {open ? (
        <Suspense>
          <Form {...given} open onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

/** Makes a customer by hand. */
export function NewCustomer({ empresa }: { empresa: string }) {
  return <Opener given={{ empresa }} label="Novo cliente" icon="new" />
}

/** Changes what is known of a customer. */
export function EditCustomer(given: Given) {
  return <Opener given={given} label="Editar" icon="edit" size="sm" />
}
