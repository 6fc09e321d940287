import { Smartphone } from 'lucide-react'
import type { Metadata } from 'next'
import { PostForm, type EditedPost } from '~/domains/campaigns/ui/post-form'
import { localDay } from '~/kernel/clock'
import { ButtonLink } from '~/ui/button'
import { param } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { NoAccess } from '../../no-access'
import { idOf, openPage } from '../../open-page'
import { postingNumbers } from '../posting-numbers'

export const metadata: Metadata = { title: 'Nova publicação' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** A new post; with `copia` in the address it begins as that one. */
export default async function NewPostPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  if (!page.operates) return <NoAccess slug={empresa} />
  const from = param(query, 'copia')
  const [connections, copied] = await Promise.all([
    postingNumbers(page),
    from ? page.caller.campaigns.posts.get({ empresa, id: idOf(from) }) : null,
  ])
  const [first] = connections
  return (
    <>
      <PageHeader
        title="Nova publicação"
        crumbs={[{ label: 'Publicações', href: `/${empresa}/publicacoes` }]}
      />
      {first ? (
        <PostForm
          empresa={empresa}
          shop={page.name}
          today={localDay(page.now, page.timezone)}
          connections={connections}
          initial={copied ? copyOf(copied) : { ...BLANK, connectionId: first.id }}
        />
      ) : (
        <Empty
          icon={Smartphone}
          title="Falta um número que publique em grupos"
          action={<ButtonLink href={`/${empresa}/whatsapp/nova`}>Conectar um número</ButtonLink>}
        >
          A API oficial da Meta não publica em grupos nem no status. Conecte um número por QR code.
        </Empty>
      )}
    </>
  )
}

const BLANK: Omit<EditedPost, 'connectionId'> = {
  target: 'group',
  address: '',
  targetName: null,
  body: '',
  picture: null,
  times: ['10:00'],
  weekdays: [1, 2, 3, 4, 5],
  onceOn: null,
  active: true,
}

function copyOf(post: EditedPost): EditedPost {
  const { connectionId, target, address, targetName, body, picture, times, weekdays } = post
  return {
    ...{ connectionId, target, address, targetName, body, picture, times },
    weekdays: weekdays.length > 0 ? weekdays : BLANK.weekdays,
    onceOn: null,
    active: true,
  }
}
