import { PageHeader } from '~/ui/page-header'
import { Loading, Skeleton } from '~/ui/skeleton'

export default function SettingsLoading() {
  return (
    <div className="max-w-3xl">
      <PageHeader
        title="Configurações"
        description="Valem para a empresa toda. Cada mudança fica na auditoria, com quem mudou."
      />
      <Loading>
        <div className="flex flex-col gap-4">
          <Skeleton className="h-44" />
          <Skeleton className="h-72" />
          <Skeleton className="h-80" />
        </div>
      </Loading>
    </div>
  )
}
