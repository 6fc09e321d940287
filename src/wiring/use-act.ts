'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf } from './client'

/** Runs an action of the page: what is busy, a word when it's done (with *Desfazer*), the server's own when it fails. */
export function useAct() {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  /** @returns the answer, undefined when it failed. */
  const act = async <T>(
    work: () => Promise<T>,
    done?: string | ((answer: T) => string),
    undo?: () => Promise<unknown>,
  ): Promise<T | undefined> => {
    setBusy(true)
    try {
      const answer = await work()
      const text = typeof done === 'function' ? done(answer) : done
      if (text) toastDone(text, undo ? () => act(undo).then(() => undefined) : undefined)
      router.refresh()
      return answer
    } catch (error) {
      toastFailed(new Error(messageOf(error)))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { busy, act }
}

/** The same for a dialog that shows the error itself. @throws Error with the server's own words. */
export async function orSay<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(messageOf(error), { cause: error })
  }
}
