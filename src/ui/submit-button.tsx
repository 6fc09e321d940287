'use client'
import type { ComponentProps } from 'react'
import { Button } from './button'
import { useReady } from './ready'

/**
 * The button that sends a form which only scripts can send: disabled until they run, so that neither a press nor Enter
 * makes the browser send the fields as an address.
 */
export function SubmitButton({ disabled, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const ready = useReady()
  return <Button type="submit" disabled={disabled === true || !ready} {...rest} />
}
