'use client'
import { useState } from 'react'
import { fieldErrors, messageOf } from './client'

/** Sends a form's one call: what is busy, the rejected fields and why, and what else went wrong in the server's words. */
export function useSubmit() {
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<string | null>(null)
  /** @returns whether it went well. */
  const submit = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setErrors({})
    setFailure(null)
    try {
      await work()
      return true
    } catch (error) {
      const fields = fieldErrors(error)
      setErrors(fields)
      if (Object.keys(fields).length === 0) setFailure(messageOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, errors, failure, submit }
}

/** A field of a submitted form as text. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}
