import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ufOfDdd, UFS } from './br'
import { parsePhone } from './phone'

const ddds = Array.from({ length: 89 }, (_, index) => String(index + 11)).filter((ddd) => ufOfDdd(ddd))
const ddd = fc.constantFrom(...ddds)
const eight = fc
  .integer({ min: 60_000_000, max: 98_765_432 })
  .map(String)
  .filter((digits) => !/^(\d)\1*$/.test(digits))
const e164 = (raw: string) => parsePhone(raw).e164
const status = (raw: string | null) => parsePhone(raw).status

describe('parsePhone', () => {
  it('t-6 one key for a mobile with and without its ninth digit, another for the same digits in another area', () => {
    fc.assert(
      fc.property(ddd, ddd, eight, (area, other, number) => {
        const withNinth = parsePhone(`(${area}) 9${number}`)
        const without = parsePhone(`${area}${number}`)
        expect(without).toMatchObject({ key: withNinth.key, e164: withNinth.e164, status: 'valid' })
        expect(withNinth.key).toBe(area + number)
        if (area !== other) expect(parsePhone(other + number).key).not.toBe(withNinth.key)
      }),
    )
  })

  it('t-44 a mobile and a landline of the same last eight digits are two customers', () => {
    expect(parsePhone('+55 11 3456-7890').key).toBe('1134567890')
    expect(parsePhone('+55 11 93456-7890').key).toBe('11934567890')
    const last8 = fc.integer({ min: 20_000_000, max: 59_999_999 }).map(String)
    fc.assert(
      fc.property(
        ddd,
        last8.filter((digits) => !/^(\d)\1*$/.test(digits)),
        (area, number) => {
          const landline = parsePhone(`+55${area}${number}`)
          const mobile = parsePhone(`+55${area}9${number}`)
          expect(landline).toMatchObject({ key: area + number, e164: `+55${area}${number}` })
          expect(mobile).toMatchObject({ key: `${area}9${number}`, e164: `+55${area}9${number}` })
        },
      ),
    )
  })

  it('t-44 two numbers share a key only when they are one number, with and without its ninth digit', () => {
    const brazilian = fc
      .tuple(ddd, fc.boolean(), fc.integer({ min: 20_000_000, max: 99_999_998 }))
      .map(([area, ninth, number]) => `+55${area}${ninth ? '9' : ''}${String(number)}`)
    const foreign = fc.constantFrom('+4791234567', '+41912345678', '+351912345678', '+12127365000')
    const number = fc.oneof(brazilian, foreign).map(parsePhone)
    const valid = number.filter(({ status }) => status === 'valid')
    fc.assert(
      fc.property(valid, valid, (one, other) => {
        expect(one.key === other.key).toBe(one.e164 === other.e164)
      }),
      {
        examples: [
          [parsePhone('+551134567890'), parsePhone('+5511934567890')],
          // Norway and Switzerland beside Santa Catarina and Paraná.
          [parsePhone('+4791234567'), parsePhone('+5547991234567')],
          [parsePhone('+41912345678'), parsePhone('+5541912345678')],
        ],
      },
    )
  })

  it('t-6 every way of writing a number reads alike', () => {
    fc.assert(
      fc.property(ddd, eight, fc.constantFrom('15', '21', '31', '41'), (area, last, carrier) => {
        const [head, tail] = [last.slice(0, 4), last.slice(4)]
        const spellings = [
          `+55 (${area}) 9${head}-${tail}`,
          `55${area}9${last}`,
          `0${area} 9${head} ${tail}`,
          `0${carrier}${area}9${last}`,
          `+55 0${carrier} ${area} 9${last}`,
          `(0${area})9.${head}.${tail}`,
          `00 55 ${area} 9${last}`,
          `https://wa.me/55${area}9${last}?text=oi%201`,
          `https://api.whatsapp.com/send?phone=55${area}9${last}&text=Ola`,
          `whats ${area} 9${head}-${tail} (só mensagem)`,
        ]
        for (const spelling of spellings)
          expect([spelling, e164(spelling)]).toEqual([spelling, `+55${area}9${last}`])
      }),
    )
  })

  it('t-7 area code 55 is Rio Grande do Sul, not the country', () => {
    for (const raw of [
      '55 99123-4567',
      '(55) 99123-4567',
      '5555991234567',
      '+55 55 99123-4567',
      '055991234567',
      '5591234567',
    ]) {
      expect([raw, parsePhone(raw)]).toEqual([
        raw,
        { raw, e164: '+5555991234567', key: '5591234567', status: 'valid', uf: 'RS' },
      ])
    }
    expect(parsePhone('55 3222-1234')).toMatchObject({ e164: '+555532221234', uf: 'RS' })
    expect(parsePhone('555532221234')).toMatchObject({ e164: '+555532221234', uf: 'RS' })
  })

  it('t-8 a missing area code is incomplete and never guessed', () => {
    for (const raw of ['98765-4321', '8765 4321', '3456-7890', '+55 98765-4321', 'meu zap 98765-4321']) {
      expect([raw, parsePhone(raw)]).toEqual([
        raw,
        { raw, e164: null, key: null, status: 'incomplete', uf: null },
      ])
    }
  })

  it('takes the first complete number of a field with two', () => {
    expect(e164('(11) 98765-4321 / (21) 3456-7890')).toBe('+5511987654321')
    expect(e164('98765-4321 ou 21 91234-5678')).toBe('+5521912345678')
    expect(e164('11987654321 1134567890')).toBe('+5511987654321')
    expect(e164('11/98765-4321')).toBe('+5511987654321')
    expect(e164('(11) 3456-7890 ramal 22')).toBe('+551134567890')
  })

  it('reads the exponent notation of a sheet when every digit is there, and no other number otherwise', () => {
    fc.assert(
      fc.property(
        ddd,
        eight,
        fc.constantFrom('.', ','),
        fc.constantFrom('E+', 'e+', 'E', 'e'),
        (area, last, point, e) => {
          for (const whole of [`${area}9${last}`, `55${area}9${last}`]) {
            const power = whole.length - 1
            const fraction = whole.slice(1)
            const read = (text: string) => [text, parsePhone(text).e164]
            for (const text of [
              `${whole.charAt(0)}${point}${fraction}${e}${String(power)}`,
              `'${whole.charAt(0)}${point}${fraction}${e}${String(power)}`,
              ` Cel: ${whole.charAt(0)}${point}${fraction}${e}${String(power)} `,
              `${whole}${point}0`,
              `${whole}${point}00`,
              `="${whole}"`,
              `'${whole}`,
            ])
              expect(read(text)).toEqual([text, `+55${area}9${last}`])
            for (let kept = 0; kept < fraction.length; kept++) {
              const short = `${whole.charAt(0)}${point}${fraction.slice(0, kept)}${e}${String(power)}`
              expect([short, status(short)]).toEqual([short, 'invalid'])
            }
            for (const other of [
              `${whole.charAt(0)}${point}${fraction}${e}${String(power + 1)}`,
              `${whole.charAt(0)}${point}${fraction}${e}${String(power - 1)}`,
              `${whole.charAt(0)}${point}${fraction}${e.charAt(0)}-${String(power)}`,
              `${whole.charAt(0)}${point}${fraction}`,
              `${whole}${point}5`,
              `7${point}${whole}`,
              `${whole}${e}3`,
            ])
              expect([other, e164(other)]).toEqual([other, null])
          }
        },
      ),
    )
  })

  it('a digit, dot, comma or exponent beside a number never makes another number of it', () => {
    const marks = fc.string({ unit: fc.constantFrom(...'.,eE'), maxLength: 2 })
    const digit = fc.constantFrom('', ...'0123456789')
    // 55 is an area code and the country's: with a digit more it is a landline written with its country.
    const area = ddd.filter((code) => code !== '55')
    fc.assert(
      fc.property(area, eight, marks, marks, digit, (code, last, before, after, more) => {
        const whole = `${code}9${last}`
        expect([`+55${whole}`, null]).toContain(parsePhone(`${before}${whole}${after}${more}`).e164)
      }),
      { numRuns: 2000 },
    )
    expect(e164('11987654321 e 21912345678')).toBe('+5511987654321')
    expect(e164('1.19877E+10 / 21 91234-5678')).toBe('+5521912345678')
    expect(e164('11.987.654.321')).toBe('+5511987654321')
    expect(status('987654321.0')).toBe('incomplete')
  })

  it('knows foreign numbers by their plus, or by a length that no Brazilian number has', () => {
    expect(parsePhone('+351 912 345 678')).toMatchObject({
      e164: '+351912345678',
      key: '+351912345678',
      uf: null,
    })
    expect(e164('00 351 912 345 678')).toBe('+351912345678')
    expect(e164('351912345678')).toBe('+351912345678')
    expect(e164('+1 (212) 736-5000')).toBe('+12127365000')
    expect(status('12127365000')).toBe('invalid')
  })

  it('says none, or invalid', () => {
    for (const raw of [null, '', '  ', 'não tenho', '-', '(00) 00000-0000'])
      expect([raw, status(raw)]).toEqual([raw, 'none'])
    for (const raw of [
      '123',
      '(20) 98765-4321',
      '(11) 99999-9999',
      '0800 123 4567',
      '(11) 18765-4321',
      'https://instagram.com/loja2025',
      '1'.repeat(400),
    ])
      expect([raw, status(raw)]).toEqual([raw, 'invalid'])
  })

  it('reads an exponent with spaces, digits of other scripts, signs as entities and the country code twice', () => {
    for (const raw of [
      '1,1987654321 E+10',
      '1,1987654321E +10',
      '1.1987654321 e 10',
      '+٥٥ ١١ ٩٨٧٦٥٤٣٢١',
      '११९८७६५४३२१',
      '&#43;5511987654321',
      '&#x2B;55 11 98765&#8209;4321',
      '555511987654321',
      '+55 055 11 98765-4321',
    ])
      expect([raw, parsePhone(raw).e164]).toEqual([raw, '+5511987654321'])
  })

  it('makes no other number of digits too many, and no phone of a date', () => {
    for (const raw of [
      '+550511987654321',
      '0511987654321',
      '1,19876 E+10',
      '2026-11-20',
      '20/11/2026 10:30',
      '20.11.2026',
    ])
      expect([raw, parsePhone(raw).status]).toEqual([raw, 'invalid'])
    expect(parsePhone('11 98765-4321 e 21 98765-4321').e164).toBe('+5511987654321')
    expect(parsePhone('11 98765-4321 e +55 21 98765-4321').e164).toBe('+5511987654321')
  })

  it('reads any text without throwing, valid exactly when it has a number and a key', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789 +-()/.') })),
        (raw) => {
          const phone = parsePhone(raw)
          expect(phone.status === 'valid').toBe(phone.e164 !== null)
          expect(phone.e164 === null).toBe(phone.key === null)
          if (phone.e164) expect(parsePhone(phone.e164)).toMatchObject({ e164: phone.e164, key: phone.key })
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('knows the 67 area codes of 27 states', () => {
    expect(ddds).toHaveLength(67)
    expect(UFS).toHaveLength(27)
  })
})
