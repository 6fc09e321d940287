'use client'
import { CircleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'
import { TemplateBody } from '~/domains/templates/ui/template-body'
import { SubmitButton } from '~/ui/submit-button'
import { Card } from '~/ui/card'
import { Notice } from '~/ui/states'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { toastDone } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import { whenText, whereText } from '../post-texts'
import { PostPictureField } from './post-picture-field'
import { PostPlaceFields, type Place } from './post-place-fields'
import { PostWhenFields, type When } from './post-when-fields'

export type EditedPost = Place & When & { id?: string; body: string; picture: string | null; active: boolean }

/** Editor of a post: its text, destination and schedule, with a preview of the phone. */
export function PostForm({
  empresa,
  shop,
  today,
  connections,
  initial,
}: {
  empresa: string
  /** The empresa's display name. */
  shop: string
  today: string
  connections: readonly { id: string; name: string }[]
  initial: EditedPost
}) {
  const router = useRouter()
  const [post, setPost] = useState(initial)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const list = `/${empresa}/publicacoes`
  const set = (change: Partial<EditedPost>) => setPost((before) => ({ ...before, ...change }))
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    const { picture, ...rest } = post
    // A picture that came from the portal stays where it is.
    const changed = picture !== initial.picture || post.id === undefined
    const given = picture === null ? null : { base64: picture.slice(picture.indexOf(',') + 1) }
    try {
      await trpc.campaigns.posts.save.mutate({ empresa, ...rest, ...(changed ? { picture: given } : {}) })
      toastDone(post.active ? `Publicação salva: ${whenText(post)}.` : 'Publicação salva, em pausa.')
      router.push(list)
      router.refresh()
    } catch (failure) {
      setError(messageOf(failure))
      setBusy(false)
    }
  }
  const empty = post.body.trim() === '' && post.picture === null
  const dirty = post.body !== initial.body || post.picture !== initial.picture
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
      <UnsavedGuard dirty={dirty && !busy} />
      <Card>
        <form onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
          <PostPlaceFields empresa={empresa} connections={connections} value={post} onChange={set} />
          <TemplateBody
            kind="livre"
            variables={false}
            value={post.body}
            onChange={(body) => set({ body })}
            error={null}
            disabled={false}
          />
          <PostPictureField value={post.picture} onChange={(picture) => set({ picture })} />
          <PostWhenFields value={post} onChange={set} today={today} />
          {error ? (
            <Notice tone="red" icon={CircleAlert} alert>
              {error}
            </Notice>
          ) : null}
          <div className="flex flex-wrap items-center justify-end gap-3">
            <span className="text-xs text-faint">
              Se nada puder sair nesta hora, ela não sai atrasada: você é avisado.
            </span>
            <SubmitButton look="primary" busy={busy} disabled={empty}>
              Salvar
            </SubmitButton>
          </div>
        </form>
      </Card>
      <section aria-label="Como aparece no telefone" className="mx-auto w-full max-w-sm lg:sticky lg:top-6">
        <PhoneFrame
          name={post.target === 'status' ? shop : post.address === '' ? 'O grupo' : whereText(post)}
          note={post.target === 'status' ? 'status' : `${shop} publica`}
          className="min-h-96"
        >
          {empty ? (
            <p className="m-auto text-sm text-faint">Escreva o texto para ver como ele aparece.</p>
          ) : (
            <Bubble text={post.body} picture={post.picture} foot={post.times[0] ?? ''} />
          )}
        </PhoneFrame>
      </section>
    </div>
  )
}
