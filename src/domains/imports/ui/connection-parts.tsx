'use client'
import { lazy, Suspense, type ComponentProps } from 'react'
import { WhenSeen } from '~/ui/when-seen'

const Mapping = lazy(() => import('./mapping-form').then((module) => ({ default: module.MappingForm })))
const Upload = lazy(() => import('./dump-upload').then((module) => ({ default: module.DumpUpload })))

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
