'use client'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { signOut } from './sign-out'

/** The way out, where no frame is. */
export function SignOutButton() {
  const [busy, setBusy] = useState(false)
  const leave = () => {
    setBusy(true)
    void signOut()
  }
  return (
    <Button busy={busy} icon={<LogOut size={15} aria-hidden />} onClick={leave}>
      Sair
    </Button>
  )
}
