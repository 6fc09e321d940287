import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { bulkDone } from '~/kernel/bulk-rows'
import { toggleManySent, undoManySent } from './bulk'
import {
  bulkToggleInput,
  bulkUndoInput,
  cartDetail,
  cartNotesInput,
  cartPage,
  cartRef,
  listCartsInput,
  sentMark,
  toggleInput,
} from './schema'
import { getCart, listCarts, setCartNotes, toggleSent } from './service'

export const cartsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'cart'] })
    .input(listCartsInput)
    .output(cartPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listCarts(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['cart'] })
    .input(cartRef)
    .output(cartDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getCart(unit, input.id))),
  toggle: empresaProcedure('operator')
    .meta({ ids: ['cart'], example: { channel: 'whatsapp', sent: true } })
    .input(toggleInput)
    .output(sentMark)
    .mutation(({ ctx, input }) => ctx.unit((unit) => toggleSent(unit, input))),
  toggleMany: empresaProcedure('operator')
    .meta({ ids: ['customer', 'cart'], example: { channel: 'whatsapp', sent: true } })
    .input(bulkToggleInput)
    .output(bulkDone)
    .mutation(({ ctx, input }) => ctx.unit((unit) => toggleManySent(unit, input))),
  undoMany: empresaProcedure('operator')
    .meta({ ids: ['marks'], example: { channel: 'whatsapp' } })
    .input(bulkUndoInput)
    .output(bulkDone)
    .mutation(({ ctx, input }) => ctx.unit((unit) => undoManySent(unit, input))),
  setNotes: empresaProcedure('operator')
    .meta({ ids: ['cart'], example: { notes: 'Pediu para ligar à tarde' } })
    .input(cartNotesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setCartNotes(unit, input))),
})
