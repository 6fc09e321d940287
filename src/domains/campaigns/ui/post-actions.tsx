'use client'
import { CirclePause, Play, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { orSay, useAct } from '~/wiring/use-act'
import { Button, IconButton } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import type { PostRow } from '../posts-schema'
import { whenText, whereText } from '../post-texts'

/** Pauses, resumes or deletes a post. `list`: where to go when the post on the page is deleted. */
export function PostActions({
  empresa,
  post,
  list,
}: {
  empresa: string
  post: Pick<PostRow, 'id' | 'active' | 'target' | 'address' | 'targetName' | 'times' | 'weekdays' | 'onceOn'>
  list?: string
}) {
  const router = useRouter()
  const { busy, act } = useAct()
  const [removing, setRemoving] = useState(false)
  const { id, active } = post
  const what = `${whereText(post)}, ${whenText(post)}`
  const toggle = (to: boolean) => trpc.campaigns.posts.toggle.mutate({ empresa, id, active: to })
  const pause = () =>
    act(
      () => toggle(!active),
      active ? 'Publicação em pausa.' : 'Publicação de volta.',
      () => toggle(active),
    )
  const remove = async () => {
    await orSay(trpc.campaigns.posts.remove.mutate({ empresa, id }))
    toastDone('Publicação apagada.')
    if (list) router.push(list)
    router.refresh()
  }
  const Toggle = active ? CirclePause : Play
  const word = active ? 'Pausar' : 'Retomar'
  return (
    <>
      {list ? (
        <>
          <Button busy={busy} icon={<Toggle size={16} aria-hidden />} onClick={() => void pause()}>
            {word}
          </Button>
          <Button look="ghost" icon={<Trash2 size={16} aria-hidden />} onClick={() => setRemoving(true)}>
            Apagar
          </Button>
        </>
      ) : (
        <>
          <IconButton
            label={`${word}: ${what}`}
            disabled={busy}
            data-shortcut="p"
            onClick={() => void pause()}
          >
            <Toggle size={17} aria-hidden />
          </IconButton>
          <IconButton label={`Apagar: ${what}`} onClick={() => setRemoving(true)}>
            <Trash2 size={17} aria-hidden />
          </IconButton>
        </>
      )}
      {removing ? (
        <Confirm
          open
          onOpenChange={setRemoving}
          title="Apagar esta publicação?"
          preview={`${what}. O que já saiu continua no registro de mensagens.`}
          action="Apagar publicação"
          danger
          onConfirm={remove}
        />
      ) : null}
    </>
  )
}
