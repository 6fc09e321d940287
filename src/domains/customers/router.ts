import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { createCustomer, editCustomer } from './by-hand'
import {
  createCustomerInput,
  createdCustomer,
  customerDetail,
  customerNotesInput,
  customerPage,
  customerRef,
  editCustomerInput,
  listCustomersInput,
  quickResult,
  quickSearchInput,
  recurrence,
} from './schema'
import { customerRecurrence, getCustomer, listCustomers, quickSearch, setCustomerNotes } from './service'

export const customersRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['customer'] })
    .input(listCustomersInput)
    .output(customerPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listCustomers(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['customer'] })
    .input(customerRef)
    .output(customerDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getCustomer(unit, input.id))),
  search: empresaProcedure('viewer')
    .meta({ ids: [], example: { q: 'ana' } })
    .input(quickSearchInput)
    .output(z.array(quickResult))
    .query(({ ctx, input }) => ctx.unit((unit) => quickSearch(unit, input.q))),
  recurrence: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(recurrence)
    .query(({ ctx }) => ctx.unit(customerRecurrence)),
  create: empresaProcedure('operator')
    .meta({ ids: [], example: { name: 'Nova Pessoa' } })
    .input(createCustomerInput)
    .output(createdCustomer)
    .mutation(({ ctx, input }) => ctx.unit((unit) => createCustomer(unit, input))),
  edit: empresaProcedure('operator')
    .meta({ ids: ['customer'], example: { name: 'Nome Certo' } })
    .input(editCustomerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => editCustomer(unit, input))),
  setNotes: empresaProcedure('operator')
    .meta({ ids: ['customer'], example: { notes: 'Prefere WhatsApp' } })
    .input(customerNotesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setCustomerNotes(unit, input))),
})
