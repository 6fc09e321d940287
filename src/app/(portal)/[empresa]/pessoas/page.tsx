import { Info } from 'lucide-react'
import type { Metadata } from 'next'
import { ROLE_DUTIES, ROLE_NAMES } from '~/domains/access/texts'
import { env } from '~/env'
import { ROLES } from '~/kernel/trpc'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import { Notice } from '~/ui/states'
import { NoAccess } from '../no-access'
import { openPage } from '../open-page'
import { InviteButton } from './invite-button'
import { MemberRow } from './member-row'

export const metadata: Metadata = { title: 'Pessoas' }
type Props = { params: Promise<{ empresa: string }> }

/** Who works in the empresa, as what; owners and administrators change it. */
export default async function PeoplePage({ params }: Props) {
  const { empresa } = await params
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  const [me, members] = await Promise.all([page.caller.access.me(), page.caller.access.members({ empresa })])
  const mails = env().RETOMA_SMTP_URL !== undefined
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Pessoas"
        description="Quem entra nesta empresa, e o que pode fazer. Mudanças valem na hora."
        actions={<InviteButton empresa={empresa} mine={page.role} mails={mails} />}
      />
      {mails ? null : (
        <div className="mb-4">
          <Notice icon={Info}>
            Este portal ainda não envia e-mails. Quem for convidado recebe o link para a senha de quem mantém
            o servidor.
          </Notice>
        </div>
      )}
      <Card flush>
        <ul aria-label="Pessoas da empresa" className="divide-y divide-line">
          {members.map((member) => (
            <MemberRow
              key={member.id}
              empresa={empresa}
              member={member}
              mine={page.role}
              self={member.id === me.id}
            />
          ))}
        </ul>
      </Card>
      <dl className="mt-4 grid gap-x-6 gap-y-1 text-xs text-faint sm:grid-cols-2">
        {ROLES.map((role) => (
          <div key={role} className="flex gap-1.5">
            <dt className="font-medium text-soft">{ROLE_NAMES[role]}:</dt>
            <dd>{ROLE_DUTIES[role]}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
