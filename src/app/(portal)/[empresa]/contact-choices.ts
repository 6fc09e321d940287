import type { Choices } from '~/domains/campaigns/ui/contact-dialog'
import type { OpenPage } from './open-page'
import { sendingNumbers } from './sending-numbers'

/** Templates and connected channels for a message to selected rows; null for viewers. */
export async function contactChoices(page: OpenPage): Promise<Choices | null> {
  if (!page.operates) return null
  const [templates, numbers] = await Promise.all([
    page.caller.messaging.templates.list({ empresa: page.slug }),
    sendingNumbers(page),
  ])
  return {
    templates: templates
      .filter(({ active }) => active)
      .sort((a, b) => Number(b.kind === 'livre') - Number(a.kind === 'livre'))
      .map(({ id, name }) => ({ value: id, label: name })),
    numbers: numbers.map(({ id, name, simulated }) => ({
      value: id,
      label: simulated ? `${name} (ensaio)` : name,
    })),
  }
}
