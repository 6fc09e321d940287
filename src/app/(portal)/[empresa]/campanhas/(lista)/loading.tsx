import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton title="Campanhas" description="Uma mensagem para muita gente, no ritmo certo." action />
  )
}
