import type { InngestFunction } from 'inngest'
import type { SendMail } from '~/adapters/mail/send'
import { systemClock } from '~/kernel/clock'
import { inngest, trigger } from '~/kernel/inngest'
import { emailChangeRequested, linkRequested } from './events'
import { mailEmailLink, mailEmailNotice } from './service/email-change'
import { mailLink } from './service/password-links'

/** The links for a new password leave in the background: the request's duration reveals nothing. */
export function makeAccessFunctions(sendMail: SendMail): InngestFunction.Any[] {
  return [
    inngest.createFunction(
      { id: 'access-mail-link', triggers: [trigger(linkRequested)], concurrency: { limit: 4 }, retries: 8 },
      async ({ event, step }) => {
        await step.run('send', () => mailLink(event.data.linkId, sendMail, systemClock))
      },
    ),
    inngest.createFunction(
      {
        id: 'access-mail-email',
        triggers: [trigger(emailChangeRequested)],
        concurrency: { limit: 4 },
        retries: 8,
      },
      async ({ event, step }) => {
        const { changeId } = event.data
        await step.run('link', () => mailEmailLink(changeId, sendMail, systemClock))
        await step.run('notice', () => mailEmailNotice(changeId, sendMail, systemClock))
      },
    ),
  ]
}
