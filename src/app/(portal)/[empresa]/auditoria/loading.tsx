import { ListSkeleton } from '~/ui/list/list-skeleton'
import { PageHeader } from '~/ui/page-header'

export default function AuditLoading() {
  return (
    <>
      <PageHeader
        title="Auditoria"
        description="Quem fez o quê, e quando. Este registro não pode ser alterado."
      />
      <ListSkeleton />
    </>
  )
}
