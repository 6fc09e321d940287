import { campaignSubject, postSubject } from '~/domains/campaigns/subjects'
import { followUpSubjects, onFreshData } from '~/domains/followups/subjects'
import { staleReason } from '~/domains/imports/service/freshness'
import { subjectRegistry, type SubjectRegistry } from '~/domains/outbox/subjects'

/** How each kind of row is evaluated and read at the moment of sending, for every domain that has one. */
export const subjects: SubjectRegistry = subjectRegistry([
  ...onFreshData(followUpSubjects, staleReason),
  campaignSubject,
  postSubject,
])
