import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TEMPLATE_KINDS } from '../kinds'
import { DEFAULT_TEMPLATES } from './default-templates'
import { previewTemplate, renderTemplate, templateProblems } from './templates'
import { COMMON_VARIABLES, neverProvided, PROVIDED, REQUIRED, VARIABLES } from './variables'

const codes = (kind: Parameters<typeof templateProblems>[0], body: string) =>
  templateProblems(kind, body).map((problem) => problem.code)

test('the defaults may all be saved', () => {
  for (const { kind, body } of DEFAULT_TEMPLATES) expect(templateProblems(kind, body), body).toEqual([])
})

test('an unknown variable is rejected by its name; English names and accents are accepted', () => {
  expect(templateProblems('livre', 'Oi, {nomme}')).toEqual([
    {
      code: 'variavel_desconhecida',
      variable: 'nomme',
      reason: expect.stringContaining('{nomme}') as string,
    },
  ])
  expect(templateProblems('livre', '{name} {Amount} { descrição } {campo.cidade}')).toEqual([])
  expect(codes('lead', '{nome} {campo.cidade}')).toEqual(['variavel_desconhecida'])
  expect(codes('carrinho', 'Oi!')).toEqual(['variavel_obrigatoria'])
})

test('t-26 a variable that a kind never has a value for is rejected where it is written', () => {
  expect(codes('carrinho', '{itens} {pix}')).toEqual(['variavel_nunca_tem_valor'])
  expect(codes('pedido', '{valor} {link} {pix_code}')).toEqual([
    'variavel_nunca_tem_valor',
    'variavel_nunca_tem_valor',
  ])
  expect(codes('lead', 'Oi, {nome}: {valor}')).toEqual(['variavel_nunca_tem_valor'])
  // Whether a free text has a value for it is known only where the text is used.
  expect(codes('livre', '{link} {campo.cidade}')).toEqual([])
})

test('the variables that a kind requires are provided to it, and every provided one exists', () => {
  const names = VARIABLES.map(({ name }) => name)
  for (const kind of TEMPLATE_KINDS) {
    expect(neverProvided(kind, REQUIRED[kind]), kind).toEqual([])
    expect([...PROVIDED[kind], ...COMMON_VARIABLES].filter((name) => !names.includes(name))).toEqual([])
  }
})

test('t-26 a text with an unresolved variable is never rendered', () => {
  const values = Object.fromEntries(VARIABLES.map(({ name, sample }) => [name, sample]))
  expect(renderTemplate('livre', 'Oi, {name}: {valor}', values)).toEqual({
    ok: true,
    text: 'Oi, Mariana: R$ 189,90',
  })
  expect(renderTemplate('livre', 'Oi, {nome}', { nome: null })).toMatchObject({
    ok: false,
    missing: ['nome'],
  })
  expect(renderTemplate('livre', 'Oi, {nome}', { nome: '  ' })).toMatchObject({ ok: false })
  expect(renderTemplate('livre', 'PIX: [CONFIGURAR CHAVE PIX]', values)).toMatchObject({ ok: false })
  expect(renderTemplate('livre', 'PIX: {pix}', { pix: '[CONFIGURAR CHAVE PIX]' })).toMatchObject({
    ok: false,
  })
  expect(renderTemplate('livre', 'Oi, {desconhecida}', values)).toMatchObject({
    ok: false,
    missing: ['desconhecida'],
  })
  expect(renderTemplate('livre', 'Oi, {nome', values)).toMatchObject({ ok: false })
})

test('t-26 a value is never read as a template', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const rendered = renderTemplate('livre', 'A {nome} B', { nome: value, valor: 'SEGREDO' })
      if (rendered.ok) expect(rendered.text).toBe(`A ${value} B`)
      else expect(value.trim() === '' || value.includes('[')).toBe(true)
    }),
  )
})

test('the preview shows samples and leaves unknown names visible', () => {
  expect(previewTemplate('livre', 'Oi, {name} {x}', {})).toBe('Oi, Mariana {x}')
})

const COMPLETE = 'Oi, {nome}! {valor} vence em {vencimento}. {credor}, {endereco}, CNPJ {documento}.'

test('t-51 a charging text contains the creditor’s name, address and CPF or CNPJ', () => {
  expect(templateProblems('cobranca', COMPLETE)).toEqual([])
  expect(
    templateProblems(
      'cobranca',
      'Oi, {nome}! {valor} até {vencimento}. {empresa}, Rua das Flores, 100. CNPJ 11.222.333/0001-81',
    ),
  ).toEqual([])
  expect(codes('cobranca', 'Oi, {nome}! {valor} vence em {vencimento}.')).toEqual([
    'sem_credor',
    'credor_sem_endereco',
    'sem_documento',
  ])
  expect(codes('cobranca', COMPLETE.replace('{documento}', '11.222.333/0001-80'))).toEqual(['sem_documento'])
})

test.each([
  'Seu nome vai para o SPC.',
  'Vamos negativar você.',
  'Vamos protestar a dívida.',
  'Cuidado com a ação judicial.',
  'Nosso advogado vai procurar você.',
  'Vamos à polícia.',
  'Pague, caloteiro!',
  'Vamos avisar o seu chefe.',
  'Vamos contar para a sua família.',
  'Último aviso!',
  'Vamos informar os órgãos de proteção ao crédito.',
  'O seu nome vai para o SCPC.',
  'Vamos te processar.',
  'Haverá restrição no seu CPF.',
  'O seu CPF será bloqueado.',
  'Você entra no cadastro de inadimplentes.',
  'Se preciso, vamos até a sua casa.',
  'Vamos expor você nas redes.',
  'Vamos publicar o seu nome.',
  'A cobrança segue por via judicial.',
  'Sabemos onde você mora.',
])('t-51 a threat or insult is rejected: %s', (threat) => {
  expect(codes('atraso', `${COMPLETE} ${threat}`)).toEqual(['ameaca'])
  expect(codes('livre', `A sua dívida continua. ${threat}`)).toEqual(['ameaca'])
})

test.each([
  'Você deve R$ 50. Pague ou vamos ao SPC',
  'Pague o que deve, caloteiro',
  'O pagamento está pendente e o seu CPF será bloqueado.',
])('t-51 a free text that charges has the same rules: %s', (text) => {
  expect(codes('livre', text)).toContain('ameaca')
})

test.each([
  'Seu pagamento foi processado.',
  'Processamos o seu pedido e ele vai até a sua casa.',
  'Última chance: frete grátis hoje!',
  'Obrigada por avisar! O pedido saiu.',
])('t-51 a text without a threat is accepted: %s', (text) => {
  expect(codes('livre', text)).toEqual([])
  expect(codes('cobranca', `${COMPLETE} ${text.replace('Última chance: ', '')}`)).toEqual([])
})
