import { ArrowLeft } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { formatPhone } from '~/kernel/br'
import { portal } from '~/wiring/caller'
import { EmailForm, NameForm, PasswordForm, PhoneForm } from './account-forms'

export const metadata: Metadata = { title: 'Minha conta' }

/** One's own name, phone, e-mail and password, the same in every empresa. */
export default async function AccountPage() {
  const me = await (await portal()).access.account()
  return (
    <>
      <Link
        href="/"
        className="-mt-1 mb-3 inline-flex items-center gap-1.5 py-1 text-sm text-soft hover:text-ink max-sm:py-3"
      >
        <ArrowLeft size={15} aria-hidden />
        Voltar ao portal
      </Link>
      <h1 className="text-xl font-semibold tracking-tight">Minha conta</h1>
      <p className="mt-1 mb-6 text-sm break-words text-soft">
        Você entra com <span className="font-medium text-ink">{me.email}</span>.
      </p>
      <div className="flex flex-col gap-5">
        <NameForm name={me.name} />
        <PhoneForm phone={me.phone ? formatPhone(me.phone) : ''} />
      </div>
      <div className="mt-7 border-t border-line pt-5">
        <EmailForm pending={me.pendingEmail} mails={me.mails} />
      </div>
      <div className="mt-7 border-t border-line pt-5">
        <PasswordForm email={me.email} />
      </div>
    </>
  )
}
