import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Modelos de mensagem"
      description="O que os acompanhamentos e as campanhas dizem. Números dos últimos 30 dias."
      action
    />
  )
}
