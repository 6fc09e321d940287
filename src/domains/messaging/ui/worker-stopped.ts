'use client'
import { createContext, useContext } from 'react'

const Context = createContext(false)

/** Given by the frame: no worker is at work, so what waits does not move. */
export const WorkerStopped = Context.Provider

/** Whether what waits stands still now. */
export function useWorkerStopped(): boolean {
  return useContext(Context)
}
