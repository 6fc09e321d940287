import type { EntryMeta } from '~/kernel/trpc'

/** Inside one empresa, named by its event; or over all, and then why that is right. */
export type JobScope =
  { scope: 'empresa'; ids: NonNullable<EntryMeta['ids']> } | { scope: 'system'; why: string }

/** What each background function works on, by its id; a function without a line fails the isolation test. */
export const jobScopes: Record<string, JobScope> = {
  'access-mail-link': {
    scope: 'system',
    why: 'users belong to no empresa: the link and its user stand in global tables',
  },
  'access-mail-email': {
    scope: 'system',
    why: 'users belong to no empresa: the new address and its user stand in global tables',
  },
  'campaigns-settle': {
    scope: 'system',
    why: 'lists the empresas, then closes the campaigns of each inside its own unit',
  },
  'customers-unify': { scope: 'empresa', ids: [] },
  'empresas-push': { scope: 'empresa', ids: ['notification'] },
  'empresas-purge': {
    scope: 'system',
    why: 'lists the empresas, then deletes what is old in each inside its own unit',
  },
  'followups-minute': {
    scope: 'system',
    why: 'lists the empresas, then looks at what is due in each inside its own unit',
  },
  'followups-answered': { scope: 'empresa', ids: ['message'] },
  'import-run': { scope: 'empresa', ids: ['import'] },
  'import-settle': { scope: 'empresa', ids: ['import'] },
  'import-schedule': {
    scope: 'system',
    why: 'lists the empresas, then starts each import inside its own unit',
  },
  'import-purge': {
    scope: 'system',
    why: 'lists the empresas, then deletes what is old in each inside its own unit',
  },
  'import-told': { scope: 'empresa', ids: ['delivery'] },
  'reports-pass-time': {
    scope: 'system',
    why: 'lists the empresas, then moves the carts of each inside its own unit',
  },
  'posts-minute': {
    scope: 'system',
    why: 'lists the empresas, then queues the posts of each inside its own unit',
  },
  'reports-judge-anew': { scope: 'empresa', ids: [] },
  'reports-judge-marked': { scope: 'empresa', ids: [] },
  'whatsapp-file': { scope: 'empresa', ids: ['message'] },
  'whatsapp-labels': {
    scope: 'system',
    why: 'lists the empresas, then moves the labels of each inside its own units',
  },
  'whatsapp-watch': {
    scope: 'system',
    why: 'lists the empresas, then asks about the connections of each inside its own units',
  },
  'whatsapp-minute': {
    scope: 'system',
    why: 'lists the empresas, then looks at the numbers of each inside its own unit',
  },
  'whatsapp-purge': {
    scope: 'system',
    why: 'lists the empresas, then deletes what is old in each inside its own unit',
  },
  'whatsapp-receive': { scope: 'empresa', ids: ['whatsapp', 'event'] },
}
