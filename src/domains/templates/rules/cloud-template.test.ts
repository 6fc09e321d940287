import { expect, test } from 'vitest'
import { cloudTemplateProblem, fillCloudTemplate, isOutsideWindow } from './cloud-template'

const at = (text: string) => new Date(text)
const NOW = at('2026-11-20T15:00:00Z')

test('the window closes 24 hours after the contact last wrote, to the second', () => {
  expect(isOutsideWindow(null, NOW)).toBe(true)
  expect(isOutsideWindow(at('2026-11-19T15:00:00Z'), NOW)).toBe(true)
  expect(isOutsideWindow(at('2026-11-19T15:00:01Z'), NOW)).toBe(false)
})

const approved = (body: string, parameters: string[]) => ({
  ...{ name: 'a', language: 'pt_BR', category: 'UTILITY', body, parameters },
})

test('values go in Meta’s order, on one line; a variable may occur twice', () => {
  expect(
    fillCloudTemplate(approved('{{2}}: {{1}}, {{ 1 }}.', ['nome', 'itens']), {
      nome: 'Ana',
      itens: 'Bota\n2  pares',
    }),
  ).toEqual({ ok: true, text: 'Bota 2 pares: Ana, Ana.', parameters: ['Ana', 'Bota 2 pares'] })
  expect(fillCloudTemplate(approved('{{1}}', ['valor']), { valor: '  ' })).toMatchObject({
    ok: false,
    missing: ['valor'],
  })
})

test('t-51 a charge that Meta approved still names its creditor and contains no threat', () => {
  const problem = (body: string, ...parameters: string[]) =>
    cloudTemplateProblem({ body, holes: parameters.length, unusable: null }, parameters, 'atraso')
  const lawful = '{{1}}, venceu {{2}}. {{3}}, {{4}}, {{5}}.'
  expect(problem(lawful, 'nome', 'valor', 'credor', 'documento', 'endereco')).toBeNull()
  expect(problem('{{1}}, venceu {{2}}.', 'nome', 'valor')).toContain('CDC, art. 42-A')
  expect(
    problem(`${lawful} Seu nome vai para o SPC.`, 'nome', 'valor', 'credor', 'documento', 'endereco'),
  ).toContain('ameaça')
})
