import fc from 'fast-check'
import { serialize } from 'php-serialize'
import { describe, expect, it } from 'vitest'
import { parsePhp, parsePhpLoosely, PhpError, phpMap, type PhpValue } from './php'

/** The value that PHP's serialisation of a JavaScript value reads as. */
function expected(value: unknown): PhpValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  const entries = Array.isArray(value)
    ? value.map((entry, index) => [String(index), entry] as const)
    : Object.entries(value)
  return new Map(entries.map(([key, entry]) => [key, expected(entry)]))
}

describe('parsePhpLoosely', () => {
  it('reads texts with wrong lengths, and up to a cut when requested', () => {
    const replaced = 'a:2:{s:4:"nome";s:3:"João; \\"; Sá";s:4:"fone";s:11:"11987654321";}'
    expect(() => parsePhp(replaced)).toThrow(PhpError)
    expect(parsePhpLoosely(replaced, false)).toEqual(
      new Map([
        ['nome', 'João; \\"; Sá'],
        ['fone', '11987654321'],
      ]),
    )
    const cut = 'a:3:{s:4:"fone";s:11:"11987654321";s:1:"a";a:1:{i:0;s:3:"xyz";}s:5:"outro";s:9:"cort'
    expect(() => parsePhpLoosely(cut, false)).toThrow(PhpError)
    expect(parsePhpLoosely(cut, true)).toEqual(
      new Map<string, unknown>([
        ['fone', '11987654321'],
        ['a', new Map([['0', 'xyz']])],
      ]),
    )
    expect(() => parsePhpLoosely(`${'a:1:{i:0;'.repeat(40)}N;${'}'.repeat(40)}`, false)).toThrow(PhpError)
  })
  it('reads correct data as parsePhp does', () => {
    const text = 'a:2:{s:3:"a";";s:5:"b";};";s:1:"o";O:1:"X":1:{s:4:"\0*\0y";i:7;}}'
    expect(parsePhpLoosely(text, true)).toEqual(parsePhp(text))
  })
})

describe('parsePhp', () => {
  it('reads what another implementation serialised', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(
          // The other implementation asks an object for its constructor.
          fc
            .string({ unit: 'grapheme', minLength: 1 })
            .filter((key) => key !== '__proto__' && key !== 'constructor'),
          tie('tree'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        expect(parsePhp(serialize(value))).toEqual(expected(value))
      }),
      { numRuns: 500 },
    )
  })

  it('reads a cart as WooCommerce writes it: byte lengths, an object with a protected property, money by its digits', () => {
    const cart =
      'a:1:{s:2:"k1";a:3:{s:10:"product_id";i:89;s:10:"line_total";d:239.90000000000001;s:4:"data";O:20:"WC_Product_Variation":1:{s:5:"\0*\0id";i:91;}}}'
    const line = phpMap(phpMap(parsePhp(cart))?.get('k1'))
    expect(line?.get('product_id')).toBe('89')
    expect(line?.get('line_total')).toBe('239.90000000000001')
    expect(phpMap(line?.get('data'))?.get('id')).toBe('91')
    expect(parsePhp('s:11:"Müller😀";')).toBe('Müller😀')
  })

  it('rejects wrong lengths, cut data, and depth, in Portuguese and at once', () => {
    const hostile = [
      's:5:"abc";',
      's:2:"abc";',
      's:999999999:"a";',
      's:99999999999999999999:"a";',
      'a:2:{i:0;i:1;}',
      'a:1000000000:{i:0;i:1;}',
      'a:1:{i:0;i:1;',
      'i:abc;',
      'i:12',
      'O:-1:"x":0:{}',
      'X:1;',
      '',
      'b:1;trailing',
      'a:1:{a:0:{}i:1;}',
      `${'a:1:{i:0;'.repeat(5000)}N;${'}'.repeat(5000)}`,
    ]
    for (const text of hostile) expect(() => parsePhp(text), text.slice(0, 40)).toThrow(PhpError)
  })

  it('never builds objects and never reaches a prototype', () => {
    const value = phpMap(
      parsePhp('O:7:"Exploit":2:{s:9:"__proto__";a:1:{s:8:"polluted";b:1;}s:3:"ref";R:1;}'),
    )
    expect(value).toBeInstanceOf(Map)
    expect(value?.get('ref')).toBeNull()
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('answers any damage to a serialised cart with a value or a PhpError, nothing else', () => {
    const cart = Buffer.from(serialize({ a: [1, 2.5, 'ção'], b: { c: null, d: 'x'.repeat(50) } }))
    fc.assert(
      fc.property(fc.nat(cart.length - 1), fc.nat(255), fc.nat(cart.length), (at, byte, length) => {
        const damaged = Buffer.from(cart.subarray(0, length))
        if (at < damaged.length) damaged[at] = byte
        try {
          parsePhp(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(PhpError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
