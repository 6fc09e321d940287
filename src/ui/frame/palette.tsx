'use client'
import { Command } from 'cmdk'
import { CornerDownRight, LoaderCircle, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useState, type ReactNode } from 'react'
import { leavePage } from '../leaving'

export type Found = { id: string; title: string; detail: string; href: string }
/** Leads somewhere, or does `act` at once. */
export type PaletteEntry = { label: string; icon: ReactNode; keywords?: readonly string[] } & (
  { href: string; act?: never } | { act: string; href?: never }
)
export type PaletteProps = {
  groups: readonly { label: string; entries: readonly PaletteEntry[] }[]
  /** Heading over what `search` finds. */
  foundLabel: string
  placeholder: string
  /** Called with two characters or more, after a short pause. An error doesn't stop the palette. */
  search: (text: string) => Promise<readonly Found[]>
  /** Does what an entry names by `act`. */
  onAct?: (act: string) => void
  onClose: () => void
}

const ITEM =
  'flex h-10 items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-sunken max-sm:h-12 [&_svg]:text-faint'
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint'

type Answer = { text: string; found: readonly Found[]; failed: boolean }
const NO_ANSWER: Answer = { text: '', found: [], failed: false }

/** Every typed word is a prefix of a word of the entry, accents aside: fuzzier matching surprises. */
function matches({ label, keywords = [] }: PaletteEntry, text: string): boolean {
  const words = plain([label, ...keywords].join(' ')).split(/\s+/)
  const typed = plain(text).split(/\s+/).filter(Boolean)
  return typed.every((part) => words.some((word) => word.startsWith(part)))
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Go to a page, do an action, find a customer: everything by keyboard. */
export function Palette({ groups, foundLabel, placeholder, search, onAct, onClose }: PaletteProps) {
  const router = useRouter()
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<Answer>(NO_ANSWER)
  const wanted = text.trim()
  const asking = wanted.length >= 2 && answer.text !== wanted
  useEffect(() => {
    if (wanted.length < 2) return
    let stale = false
    const timer = setTimeout(() => {
      search(wanted).then(
        (found) => !stale && setAnswer({ text: wanted, found, failed: false }),
        () => !stale && setAnswer({ text: wanted, found: [], failed: true }),
      )
    }, 180)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [wanted, search])
  const go = (href: string) => {
    onClose()
    leavePage(() => router.push(href))
  }
  const choose = (entry: PaletteEntry) => {
    if (entry.act === undefined) return go(entry.href)
    onClose()
    onAct?.(entry.act)
  }
  const found = wanted.length >= 2 ? answer.found : []
  const shown = groups
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => matches(entry, wanted)) }))
    .filter((group) => group.entries.length > 0)
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-[#0e1312]/45" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl animate-fade overflow-hidden rounded-xl border border-line bg-surface shadow-floating"
        >
          <Radix.Title className="sr-only">Buscar ou ir para</Radix.Title>
          <Command label="Buscar ou ir para" loop shouldFilter={false}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              {asking ? (
                <LoaderCircle size={17} aria-hidden className="animate-spin text-faint" />
              ) : (
                <Search size={17} aria-hidden className="text-faint" />
              )}
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={placeholder}
                className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-faint"
              />
            </div>
            <Command.List className="max-h-[min(60vh,26rem)] overflow-y-auto p-1.5 pt-0">
              <Command.Empty className="px-3 py-8 text-center text-sm text-soft">
                {answer.failed
                  ? 'A busca não respondeu. Tente de novo.'
                  : asking
                    ? 'Procurando…'
                    : 'Nada encontrado.'}
              </Command.Empty>
              {found.length > 0 ? (
                <Command.Group heading={foundLabel} className={GROUP}>
                  {found.map((item) => (
                    <Command.Item
                      key={item.id}
                      value={item.id}
                      onSelect={() => go(item.href)}
                      className={ITEM}
                    >
                      <CornerDownRight size={16} aria-hidden />
                      <span className="min-w-0 flex-1 truncate">{item.title}</span>
                      <span className="max-w-[50%] truncate text-xs text-faint">{item.detail}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              {shown.map((group) => (
                <Command.Group key={group.label} heading={group.label} className={GROUP}>
                  {group.entries.map((entry) => (
                    <Command.Item
                      key={entry.href ?? entry.act}
                      value={`${group.label}:${entry.href ?? entry.act}`}
                      onSelect={() => choose(entry)}
                      className={ITEM}
                    >
                      {entry.icon}
                      {entry.label}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
