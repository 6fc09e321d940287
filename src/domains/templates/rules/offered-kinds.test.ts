import { expect, test } from 'vitest'
import { TEMPLATE_KINDS } from '../kinds'
import { offeredKinds } from './offered-kinds'

test('ux-51 a shop that charges nothing is offered no charging purposes, and keeps those in use', () => {
  expect(offeredKinds([], false)).toEqual(['carrinho', 'pedido', 'lead', 'livre'])
  expect(offeredKinds(['indicacao', 'livre'], false)).toEqual([
    'indicacao',
    'carrinho',
    'pedido',
    'lead',
    'livre',
  ])
  expect(offeredKinds([], true)).toEqual([...TEMPLATE_KINDS])
})
