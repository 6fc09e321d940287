'use client'
import { Paperclip, SendHorizontal } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { SAMPLES, sampleKind, type Sample } from '~/adapters/whatsapp/simulator/sample-kinds'
import { IconButton } from '~/ui/button'
import { useReady } from '~/ui/ready'
import { Input } from '~/ui/input'
import { Menu, MenuItem } from '~/ui/menu'
import { phoneText } from '~/ui/phone-text'
import { dayText, timeText } from '~/ui/moment'
import { trpc } from '~/wiring/client'
import type { SimulatedPhone } from '../simulator-schema'
import { Bubble, PhoneFrame } from './phone-frame'
import { useAct } from '~/wiring/use-act'

const QUICK = ['Oi! Ainda tem?', 'Já comprei, obrigada', 'PARE']

/** One simulated phone: its messages, and a composer to answer as its owner. */
export function SimulatedPhoneView({
  empresa,
  connectionId,
  shop,
  phone,
  timezone,
  canAnswer,
}: {
  empresa: string
  connectionId: string
  shop: string
  phone: SimulatedPhone
  timezone: string
  canAnswer: boolean
}) {
  const { busy, act } = useAct()
  const ready = useReady()
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const last = phone.copies.at(-1)?.id
  useEffect(() => {
    const box = end.current
    if (box) box.scrollTop = box.scrollHeight
  }, [last])
  const say = async (words: string, sample?: Sample) => {
    const answer = await act(async () => {
      await trpc.phones.say.mutate({ empresa, id: connectionId, phone: phone.phone, text: words, sample })
      return true
    })
    if (answer) setText('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) void say(text.trim())
  }
  const who = phone.name ?? (phone.person ? phoneText(phone.phone) : 'Grupo')
  // Two groups, or two contacts of one name, are distinguished by their numbers.
  const number = phone.person ? phoneText(phone.phone) : phone.phone.replace(/@.*$/, '').slice(-6)
  const named = who === number ? who : `${who}, ${number}`
  return (
    <section aria-label={`Telefone de ${named}`} className="min-w-0">
      <p className="mb-1.5 flex items-baseline justify-between gap-2 px-1 text-xs">
        <span className="min-w-0 truncate font-medium text-ink">{who}</span>
        <span className="shrink-0 text-faint tabular-nums">{phone.person ? phoneText(phone.phone) : ''}</span>
      </p>
      <PhoneFrame
        name={shop}
        note="conta comercial"
        className="h-[26rem]"
        footer={
          canAnswer && phone.person ? (
            <div className="flex flex-col gap-1.5">
              <div className="flex flex-wrap gap-1">
                {QUICK.map((words) => (
                  <button
                    key={words}
                    type="button"
                    disabled={busy}
                    onClick={() => void say(words)}
                    className="h-7 rounded-full border border-line px-2 text-xs text-soft hover:bg-sunken hover:text-ink max-sm:h-11 max-sm:px-3"
                  >
                    {words}
                  </button>
                ))}
              </div>
              <form onSubmit={submit} className="flex gap-1.5">
                <Menu
                  align="start"
                  trigger={
                    <IconButton label={`Enviar um arquivo como ${who}`} disabled={busy}>
                      <Paperclip size={16} aria-hidden />
                    </IconButton>
                  }
                >
                  {SAMPLES.map((sample) => (
                    <MenuItem key={sample} onSelect={() => void say(text.trim(), sample)}>
                      {sampleKind(sample).label}
                    </MenuItem>
                  ))}
                </Menu>
                <Input
                  aria-label={`Responder como ${who}`}
                  placeholder="Responder como a pessoa"
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
                <IconButton
                  type="submit"
                  look="primary"
                  label={`Enviar como ${who}`}
                  disabled={busy || !ready || !text.trim()}
                >
                  <SendHorizontal size={16} aria-hidden />
                </IconButton>
              </form>
            </div>
          ) : null
        }
      >
        <div
          ref={end}
          role="region"
          aria-label={`Conversa de ${named}`}
          tabIndex={0}
          className="-m-3 flex min-h-0 flex-1 flex-col gap-1.5 overflow-y-auto p-3"
        >
          {phone.copies.map((copy, index) => {
            const before = phone.copies[index - 1]
            const day = dayText(copy.at, timezone)
            return (
              <div key={copy.id} className="contents">
                {before && dayText(before.at, timezone) === day ? null : (
                  <p className="my-2 self-center rounded-full bg-surface px-3 py-0.5 text-2xs text-soft">
                    {day}
                  </p>
                )}
                <Bubble mine={copy.fromPhone} text={copy.text} foot={timeText(copy.at, timezone)} />
              </div>
            )
          })}
        </div>
      </PhoneFrame>
    </section>
  )
}
