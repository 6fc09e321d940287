'use client'
import { createContext, useContext } from 'react'

const Context = createContext(false)

/** Set by the layout: no worker is running, so waiting messages don't move. */
export const WorkerStopped = Context.Provider

/** Whether waiting messages don't move now. */
export function useWorkerStopped(): boolean {
  return useContext(Context)
}
