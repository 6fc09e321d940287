'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { phoneText } from './phone-text'

/** A phone, readable; a click copies it as E.164. `raw` is shown, without copying, when the number is no valid one. */
export function Phone({ e164, raw }: { e164: string | null; raw?: string | null }) {
  if (!e164 && !raw) return <span className="text-faint">—</span>
  if (!e164)
    return (
      <span className="text-faint" title={whyNotCalled(raw ?? '')}>
        {raw} <span className="text-xs">({whyNotCalled(raw ?? '').toLowerCase()})</span>
      </span>
    )
  return <CopyText text={phoneText(e164)} value={e164} what="telefone" />
}

/** Why a number can't be called, in two words. */
function whyNotCalled(raw: string): string {
  const digits = raw.replace(/\D/g, '')
  return digits.length === 8 || digits.length === 9 ? 'Sem DDD' : 'Número inválido'
}

/** A text that a click copies as `value`; `what` names it: "Copiar telefone …". */
export function CopyText({ text, value, what }: { text: string; value: string; what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    void navigator.clipboard.writeText(value).then(() => setCopied(true))
  }
  return (
    <button
      type="button"
      data-copy
      onClick={copy}
      title={copied ? 'Copiado' : `Copiar ${what} ${value}`}
      className="group/copy inline-flex min-h-6 max-w-full items-center gap-1 whitespace-nowrap tabular-nums"
    >
      <span className="truncate">{text}</span>
      {copied ? (
        <Check size={13} aria-hidden className="shrink-0 text-jade" />
      ) : (
        <Copy
          size={13}
          aria-hidden
          className="shrink-0 text-faint opacity-0 group-hover/copy:opacity-100 group-focus-visible/copy:opacity-100"
        />
      )}
      <span className="sr-only">{copied ? 'Copiado' : `copiar ${what}`}</span>
    </button>
  )
}
