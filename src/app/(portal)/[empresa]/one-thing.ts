import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { KINDS } from '~/domains/outbox/kinds'
import { groupNames, messageWho } from '~/domains/outbox/ui/message-columns'
import { absoluteText } from '~/ui/moment'
import { idOf, openPage } from './open-page'

/** One row and its page's title, read once per request: title and page need the same row. */
export const readCart = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.carts.get({ empresa, id })
})
export const readLead = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.leads.get({ empresa, id })
})
export const readOrder = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.orders.get({ empresa, id })
})
export const readCustomer = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.customers.get({ empresa, id })
})
export const readCampaign = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.campaigns.get({ empresa, id })
})
export const readTemplate = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  const all = await (await openPage(empresa)).caller.messaging.templates.list({ empresa })
  return all.find((row) => row.id === id) ?? notFound()
})
export const readConnection = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  const all = await (await openPage(empresa)).caller.messaging.connections.list({ empresa })
  return all.find((row) => row.id === id) ?? notFound()
})
export const readPost = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.campaigns.posts.get({ empresa, id })
})
/** With the contact that it went to or came from. */
export const readMessage = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  const { caller } = await openPage(empresa)
  const message = await caller.messaging.messages.get({ empresa, id })
  const isPost = !KINDS[message.kind].toContact
  const posts = isPost ? await caller.campaigns.posts.list({ empresa }) : []
  return { message, posts, isPost, who: messageWho(message, groupNames(posts)) }
})
export const readImport = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.imports.get({ empresa, id })
})
/** When it was asked for, in the interface's format. */
export const importedAt = cache(async (empresa: string, address: string) => {
  const { createdAt } = await readImport(empresa, address)
  return absoluteText(createdAt, (await openPage(empresa)).timezone)
})

type Props = { params: Promise<{ empresa: string; id: string }> }

/** The title of the page of one row, which names it; `kind` alone where it can't be read. */
export function titled<Row>(
  kind: string,
  read: (empresa: string, address: string) => Promise<Row>,
  title: (row: Row) => string | null | undefined,
): (props: Props) => Promise<Metadata> {
  return async ({ params }) => {
    const { empresa, id } = await params
    try {
      return { title: title(await read(empresa, id)) ?? kind }
    } catch {
      // The page itself says what is wrong.
      return { title: kind }
    }
  }
}
