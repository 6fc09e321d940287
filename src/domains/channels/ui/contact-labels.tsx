'use client'
import { Check, Clock, Tag } from 'lucide-react'
import { Button } from '~/ui/button'
import { Menu, MenuItem } from '~/ui/menu'
import { Status } from '~/ui/status'
import { trpc } from '~/wiring/client'
import type { ContactLabel } from '../labels-schema'
import { useAct } from '~/wiring/use-act'

/** The labels of a contact on one channel, and a menu to put or remove those that follow no status. */
export function ContactLabels({
  empresa,
  connectionId,
  contactId,
  labels,
  operates,
}: {
  empresa: string
  connectionId: string
  contactId: string
  labels: readonly ContactLabel[]
  operates: boolean
}) {
  const { busy, act } = useAct()
  const free = labels.filter(({ automatic }) => !automatic)
  const mark = (label: string, on: boolean) =>
    trpc.messaging.labels.mark.mutate({ empresa, id: connectionId, contactId, label, on })
  const shown = labels.filter(({ on }) => on)
  if (shown.length === 0 && (free.length === 0 || !operates)) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {shown.map(({ label, name, automatic, waiting, problem }) => (
        <Status
          key={label}
          icon={waiting ? Clock : Tag}
          tone={automatic ? 'jade' : 'neutral'}
          why={
            problem ??
            (waiting
              ? 'Ainda não está no celular'
              : automatic
                ? 'Segue a situação do cliente'
                : 'Posta pela equipe, aqui ou no celular')
          }
        >
          {name}
        </Status>
      ))}
      {operates && free.length > 0 ? (
        <Menu
          align="start"
          trigger={
            <Button size="sm" look="ghost" busy={busy} icon={<Tag size={15} aria-hidden />}>
              Etiquetas
            </Button>
          }
        >
          {free.map(({ label, name, on }) => (
            <MenuItem
              key={label}
              icon={on ? <Check size={15} aria-hidden /> : <span aria-hidden className="size-[15px]" />}
              onSelect={() =>
                void act(
                  () => mark(label, !on),
                  on ? `Etiqueta “${name}” tirada.` : `Etiqueta “${name}” posta.`,
                  () => mark(label, on),
                )
              }
            >
              {on ? `Tirar “${name}”` : name}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
    </div>
  )
}
