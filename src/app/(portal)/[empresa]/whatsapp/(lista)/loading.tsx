import { DetailSkeleton } from '~/app/(portal)/[empresa]/detail-skeleton'

export default DetailSkeleton
