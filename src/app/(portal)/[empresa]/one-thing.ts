import type { Metadata } from 'next'
import { cache } from 'react'
import { idOf, openPage } from './open-page'

/** One row with its page's title, each read once per request: the title and the page ask for the same. */
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
export const readImport = cache(async (empresa: string, address: string) => {
  const id = idOf(address)
  return (await openPage(empresa)).caller.imports.get({ empresa, id })
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
