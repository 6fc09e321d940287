'use client'
import { lazy, Suspense, type ComponentProps } from 'react'
import { WhenSeen } from '~/ui/when-seen'

const Mapping = lazy(() => import('./mapping-form').then((module) => ({ default: module.MappingForm })))
const Upload = lazy(() => import('./dump-upload').then((module) => ({ default: module.DumpUpload })))

const Key = lazy(() => import('./host-key').then((module) => ({ default: module.HostKey })))
const Question = lazy(() => import('./shop-question').then((module) => ({ default: module.ShopQuestion })))
const Webhook = lazy(() => import('./shop-webhook').then((module) => ({ default: module.ShopWebhook })))

/** The fields of the forms, below what the page begins with: their code loads when they come near the screen. */
export function MappingPart(props: ComponentProps<typeof Mapping>) {
  return (
    <WhenSeen className="min-h-24">
      <Suspense>
        <Mapping {...props} />
      </Suspense>
    </WhenSeen>
  )
}

/** The export file's own part: no other kind of connection loads its code. */
export function UploadPart(props: ComponentProps<typeof Upload>) {
  return (
    <Suspense>
      <Upload {...props} />
    </Suspense>
  )
}

/** The SSH server's key: no other kind of connection loads its code. */
export function HostKeyPart(props: ComponentProps<typeof Key>) {
  return (
    <Suspense>
      <Key {...props} />
    </Suspense>
  )
}

/** The shop's own notices: a connection that isn't saved has none, and loads no code for them. */
export function WebhookPart(props: ComponentProps<typeof Webhook>) {
  return (
    <Suspense>
      <Webhook {...props} />
    </Suspense>
  )
}

/** Asked only where a connection leads to another shop: elsewhere its code is not loaded. */
export function ShopQuestionPart(props: ComponentProps<typeof Question>) {
  return (
    <Suspense>
      <Question {...props} />
    </Suspense>
  )
}
