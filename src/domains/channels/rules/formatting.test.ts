import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPieces, type Piece } from './formatting'

test.each<[string, Piece[]]>([
  ['Oi', ['Oi']],
  ['Oi, *Ana*!', ['Oi, ', { style: 'bold', pieces: ['Ana'] }, '!']],
  ['_a_ ~b~', [{ style: 'italic', pieces: ['a'] }, ' ', { style: 'strike', pieces: ['b'] }]],
  ['*a _b_*', [{ style: 'bold', pieces: ['a ', { style: 'italic', pieces: ['b'] }] }]],
  ['```*x*```', [{ style: 'mono', pieces: ['*x*'] }]],
  ['2*3*4', ['2*3*4']],
  ['* item', ['* item']],
  ['foto_do_gato', ['foto_do_gato']],
  ['*a\nb*', ['*a\nb*']],
])('%s', (text, pieces) => {
  expect(formatPieces(text)).toEqual(pieces)
})

const plain = (pieces: Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : plain(piece.pieces))).join('')

test('formatting only ever drops marks', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab *_~`\n]*$/), (text) => {
      expect(plain(formatPieces(text)).replace(/[*_~`]/g, '')).toBe(text.replace(/[*_~`]/g, ''))
    }),
  )
})
