import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function AuditLoading() {
  return (
    <ListSkeleton
      title="Auditoria"
      description="Quem fez o quê, e quando. Este registro não pode ser alterado."
      filterRow
    />
  )
}
