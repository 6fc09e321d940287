'use client'
import { Ban, Ellipsis, RotateCcw, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { orSay, useAct } from '~/wiring/use-act'
import { Avatar } from '~/ui/avatar'
import { IconButton } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { Menu, MenuItem } from '~/ui/menu'
import { Select } from '~/ui/select'
import { Status } from '~/ui/status'
import { toastDone } from '~/ui/toast'
import { ROLE_NAMES } from '~/domains/access/texts'
import { trpc } from '~/wiring/client'
import { roleOf, rolesUpTo, type Role } from './roles'

type Member = { id: string; name: string; email: string; role: Role; active: boolean }
type Props = { empresa: string; member: Member; mine: Role; self: boolean }
type Asked = 'deactivate' | 'remove'

const ASK = {
  deactivate: {
    title: (name: string) => `Desativar ${name}?`,
    preview: 'Sai desta empresa agora, também do que estiver aberto. O lugar e o papel ficam guardados.',
    action: 'Desativar',
  },
  remove: {
    title: (name: string) => `Remover ${name}?`,
    preview: 'Sai desta empresa agora. O que fez continua na auditoria com o nome.',
    action: 'Remover',
  },
} as const

/** One member: the role, and buttons to deactivate, reactivate or remove. A member of a higher role is only shown. */
export function MemberRow({ empresa, member, mine, self }: Props) {
  const { busy, act } = useAct()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { id: userId, name, email, role, active } = member
  const mayChange = mine === 'owner' || role !== 'owner'
  const setRole = (to: Role) => trpc.access.setRole.mutate({ empresa, userId, role: to })
  const setActive = (to: boolean) => trpc.access.setMemberActive.mutate({ empresa, userId, active: to })
  const confirm = async () => {
    if (asked === 'remove') await orSay(trpc.access.removeMember.mutate({ empresa, userId }))
    else await orSay(setActive(false))
    toastDone(asked === 'remove' ? 'Pessoa removida.' : 'Pessoa desativada.')
    await act(() => Promise.resolve())
  }
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
      <Avatar name={name} size={36} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
          {name}
          {self ? <span className="font-normal text-faint">você</span> : null}
          {active ? null : <Status icon={Ban}>Desativada</Status>}
        </span>
        <span className="block truncate text-xs text-faint">{email}</span>
      </span>
      <Select
        aria-label={`Papel de ${name}`}
        className="w-36 shrink-0 max-sm:order-last max-sm:w-full max-sm:pl-12"
        value={role}
        disabled={busy || !mayChange}
        options={mayChange ? rolesUpTo(mine) : [{ value: 'owner', label: ROLE_NAMES.owner }]}
        onChange={(event) => {
          const to = roleOf(event.target.value)
          void act(
            () => setRole(to),
            'Papel mudado.',
            () => setRole(role),
          )
        }}
      />
      {mayChange ? (
        <Menu
          trigger={
            <IconButton label={`Mais sobre ${name}`}>
              <Ellipsis size={17} aria-hidden />
            </IconButton>
          }
        >
          {active ? (
            <MenuItem icon={<Ban size={15} aria-hidden />} onSelect={() => setAsked('deactivate')}>
              Desativar
            </MenuItem>
          ) : (
            <MenuItem
              icon={<RotateCcw size={15} aria-hidden />}
              onSelect={() => void act(() => setActive(true), 'Pessoa reativada.')}
            >
              Reativar
            </MenuItem>
          )}
          <MenuItem icon={<UserMinus size={15} aria-hidden />} onSelect={() => setAsked('remove')}>
            Remover da empresa
          </MenuItem>
        </Menu>
      ) : (
        <span className="size-9 max-sm:size-12" />
      )}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={ASK[asked].title(name)}
          preview={ASK[asked].preview}
          action={ASK[asked].action}
          danger
          onConfirm={confirm}
        />
      ) : null}
    </li>
  )
}
