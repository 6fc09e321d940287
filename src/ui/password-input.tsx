'use client'
import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Input } from './input'

/** A password that its owner may look at. Inside a Field it is labelled and described by it. */
export function PasswordInput({ label = 'a senha', ...rest }: ComponentProps<'input'> & { label?: string }) {
  const [shown, setShown] = useState(false)
  return (
    <span className="relative block">
      <Input {...rest} type={shown ? 'text' : 'password'} className="pr-11" />
      <button
        type="button"
        aria-label={shown ? `Esconder ${label}` : `Mostrar ${label}`}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 grid w-10 place-items-center text-faint hover:text-ink max-sm:w-12"
      >
        {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
      </button>
    </span>
  )
}
