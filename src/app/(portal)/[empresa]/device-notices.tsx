'use client'
import { BellRing } from 'lucide-react'
import { useEffect, useState } from 'react'
import { MenuItem, MenuSeparator } from '~/ui/menu'
import { toastDone, toastFailed } from '~/ui/toast'

type State = 'unknown' | 'unable' | 'off' | 'on' | 'denied'

/** Subscribes this device to push notifications; offered where notifications are read. */
export function DeviceNotices({ empresa }: { empresa: string }) {
  const [state, setState] = useState<State>('unknown')
  useEffect(() => {
    let gone = false
    void currentState().then((found) => {
      if (!gone) setState(found)
    })
    return () => {
      gone = true
    }
  }, [])
  if (state === 'unknown' || state === 'unable') return null
  const press = () => void (state === 'on' ? turnOff(empresa) : turnOn(empresa)).then(setState, toastFailed)
  return (
    <>
      <MenuSeparator />
      {state === 'denied' ? (
        <p className="px-2 py-2 text-xs text-soft">
          Este navegador bloqueia avisos do Retoma. Libere nas configurações do site para recebê-los aqui.
        </p>
      ) : (
        <MenuItem icon={<BellRing size={15} aria-hidden />} onSelect={press}>
          {state === 'on' ? 'Parar de avisar neste aparelho' : 'Avisar neste aparelho'}
        </MenuItem>
      )}
    </>
  )
}

async function currentState(): Promise<State> {
  if (!('Notification' in window) || !('serviceWorker' in navigator)) return 'unable'
  if (Notification.permission === 'denied') return 'denied'
  if (Notification.permission === 'default') return 'off'
  return (await subscription()) || localStorage.getItem(WANTED) === '1' ? 'on' : 'off'
}

/** Without a push service in the browser, open pages still show notifications. */
const WANTED = 'retoma-avisos'

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function turnOn(empresa: string): Promise<State> {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off'
  localStorage.setItem(WANTED, '1')
  const { trpc } = await import('~/wiring/client')
  const registration = await navigator.serviceWorker.ready
  const { key } = await trpc.empresas.pushKey.query({ empresa })
  const device = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch(() => null)
  if (device) {
    const { endpoint, keys } = device.toJSON()
    await trpc.empresas.subscribe.mutate({
      empresa,
      endpoint: endpoint ?? '',
      p256dh: keys?.p256dh ?? '',
      auth: keys?.auth ?? '',
    })
    toastDone('Pronto: este aparelho avisa quando alguém responder ou algo falhar.')
  } else toastDone('Este aparelho avisa enquanto o Retoma estiver aberto em alguma aba.')
  return 'on'
}

async function turnOff(empresa: string): Promise<State> {
  localStorage.removeItem(WANTED)
  const device = await subscription()
  if (device) {
    const { trpc } = await import('~/wiring/client')
    await trpc.empresas.unsubscribe.mutate({ empresa, endpoint: device.endpoint })
    await device.unsubscribe()
  }
  return 'off'
}
