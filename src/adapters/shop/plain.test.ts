import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain } from './plain'
import { words } from './port'

test.each([
  ['Kit Shampoo &amp; Condicionador', 'Kit Shampoo & Condicionador'],
  ['Camisa &#8211; P', 'Camisa – P'],
  ['Camisa &#x2013; P', 'Camisa – P'],
  ['Plano Individual<span> - </span>Trimestral', 'Plano Individual - Trimestral'],
  ['Plano Individual&lt;span&gt; - &lt;/span&gt;Trimestral', 'Plano Individual - Trimestral'],
  ['D&#039;Ávila', "D'Ávila"],
  ['Sant&#8217;Ana &ccedil; &nbsp;x', 'Sant’Ana ç x'],
  ['Vestido<br/>longo<BR>azul', 'Vestido longo azul'],
  ['<p class="x">Oi</p><script>alert(1)</script>', 'Oi'],
  // Once: text that its author escaped twice is not guessed at.
  ['AT&amp;amp;T', 'AT&amp;T'],
  ['M&M, P&B, R&D', 'M&M, P&B, R&D'],
  ['Tam. &lt; 40', 'Tam. < 40'],
  ['Ana <ana@loja.com>', 'Ana <ana@loja.com>'],
  ['Eu <3 sandália', 'Eu <3 sandália'],
  ['&copy sem ponto e vírgula', '&copy sem ponto e vírgula'],
])('B80 %s is read as %s', (stored, shown) => expect(words(stored)).toBe(shown))

test('B80 text without HTML is left as it is', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[&<]/.test(text)),
      (text) => {
        expect(plain(text)).toBe(text)
      },
    ),
  ))

test('B80 escaped text comes back unchanged', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[<>]/.test(text)),
      (text) => {
        expect(plain(text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'))).toBe(text)
      },
    ),
  ))
