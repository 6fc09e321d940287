import { Copy, History } from 'lucide-react'
import { whenText, whereText } from '~/domains/campaigns/post-texts'
import type { PostDetail } from '~/domains/campaigns/posts-schema'
import { PostActions } from '~/domains/campaigns/ui/post-actions'
import { postTurnColumns } from '~/domains/campaigns/ui/post-columns'
import { PostForm } from '~/domains/campaigns/ui/post-form'
import { LiveRefresh } from '~/domains/outbox/ui/live-refresh'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'
import { localDay } from '~/kernel/clock'
import { ButtonLink } from '~/ui/button'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../../bad-address'
import { idOf, openPage, orProblem } from '../../open-page'
import { readPost, titled } from '../../one-thing'
import { postingNumbers } from '../posting-numbers'

export const generateMetadata = titled(
  'Publicação',
  readPost,
  (post) => `Publicação: ${whereText(post)}, ${whenText(post)}`,
)
type Props = { params: Promise<{ empresa: string; id: string }>; searchParams: Promise<SearchParams> }

export default async function PostPage({ params, searchParams }: Props) {
  const [{ empresa, id: address }, query] = await Promise.all([params, searchParams])
  const id = idOf(address)
  const page = await openPage(empresa)
  const list = `/${empresa}/publicacoes`
  const [post, history, connections] = await Promise.all([
    readPost(empresa, address),
    orProblem(page.caller.campaigns.posts.history({ empresa, id, cursor: readList(query).cursor })),
    postingNumbers(page),
  ])
  if ('problem' in history) return <BadAddressView problem={history.problem} path={`${list}/${id}`} />
  const { rows, next, previous } = history.answer
  return (
    <>
      <LiveRefresh empresa={empresa} topics={['message']} />
      <PageHeader
        title={`${whereText(post)}, ${whenText(post)}`}
        description={
          post.nextAt ? (
            <>
              Próxima: <Moment at={post.nextAt} now={page.now} timezone={page.timezone} />
            </>
          ) : post.active ? (
            'Não há próxima: o dia já passou.'
          ) : (
            'Em pausa: nada sai até você retomar.'
          )
        }
        crumbs={[{ label: 'Publicações', href: list }]}
        actions={
          page.operates ? (
            <>
              <ButtonLink href={`${list}/nova?copia=${id}`} icon={<Copy size={16} aria-hidden />}>
                Duplicar
              </ButtonLink>
              <PostActions empresa={empresa} post={post} list={list} />
            </>
          ) : null
        }
      />
      {page.operates ? (
        <PostForm
          key={JSON.stringify([post.active, post.times, post.body])}
          empresa={empresa}
          shop={page.name}
          today={localDay(page.now, page.timezone)}
          connections={connections}
          initial={editable(post)}
        />
      ) : (
        <section aria-label="Como aparece no telefone" className="max-w-sm">
          <PhoneFrame name={post.target === 'status' ? page.name : whereText(post)}>
            <Bubble text={post.body} picture={post.picture} foot={post.times[0] ?? ''} />
          </PhoneFrame>
        </section>
      )}
      <h2 className="mt-8 mb-3 text-sm font-semibold">O que saiu</h2>
      <List
        id="publicacao"
        label="O que saiu desta publicação"
        path={`${list}/${id}`}
        params={query}
        columns={postTurnColumns(page)}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.at.toISOString()}
        next={next}
        previous={previous}
        empty={
          <Empty icon={History} title="Cada vez que ela sair aparece aqui">
            Também quando não saiu, e por quê.
          </Empty>
        }
      />
    </>
  )
}

function editable(post: PostDetail) {
  const { id, connectionId, target, address, targetName, body, picture, times, weekdays, onceOn, active } =
    post
  return { id, connectionId, target, address, targetName, body, picture, times, weekdays, onceOn, active }
}
