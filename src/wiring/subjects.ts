import { campaignSubject, postSubject } from '~/domains/campaigns/subjects'
import { followUpSubjects } from '~/domains/followups/subjects'
import { subjectRegistry, type SubjectRegistry } from '~/domains/messaging/subjects'

/** How each kind of row is judged and read at the moment of sending, of every room that has one. */
export const subjects: SubjectRegistry = subjectRegistry([...followUpSubjects, campaignSubject, postSubject])
