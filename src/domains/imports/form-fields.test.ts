import { expect, test } from 'vitest'
import { formFields } from './form-fields'
import { mappingAfter } from './mapping-after'
import { NO_MAPPING, type ConnectionTest, type FieldMappingView } from './schema'

type Form = ConnectionTest['forms'][number]
const form = (name: string, seen: Form['seen'], more: string[] = []): Form => ({
  plugin: 'elementor',
  id: name.toLowerCase(),
  name,
  entries: 1,
  fields: [...seen.map(({ field }) => field), ...more],
  seen,
})
const seen = (field: string, count: number, sample: string) => ({ field, count, sample })
const mapping = (over: Partial<FieldMappingView>): FieldMappingView => ({ ...NO_MAPPING, ...over })

test('imp-3 a field of several forms stands once, with its count, a sample and what its name says', () => {
  const forms = [
    form('Contato', [seen('Nome', 30, ''), seen('field_a1b2c3d', 28, 'Boa tarde')]),
    form('Rodapé', [seen('nome', 4, 'Lia Prado')], ['E-mail']),
  ]
  expect(formFields(forms, mapping({ whatsapp: ['FIELD_A1B2C3D', 'antigo'] }))).toEqual([
    {
      key: 'Nome',
      spellings: ['Nome', 'nome'],
      forms: ['Contato', 'Rodapé'],
      count: 34,
      sample: 'Lia Prado',
      guess: 'name',
      chosen: null,
    },
    {
      key: 'field_a1b2c3d',
      spellings: ['field_a1b2c3d', 'FIELD_A1B2C3D'],
      forms: ['Contato'],
      count: 28,
      sample: 'Boa tarde',
      guess: null,
      chosen: 'whatsapp',
    },
    {
      key: 'E-mail',
      spellings: ['E-mail'],
      forms: ['Rodapé'],
      count: null,
      sample: null,
      guess: 'email',
      chosen: null,
    },
    {
      key: 'antigo',
      spellings: ['antigo'],
      forms: [],
      count: null,
      sample: null,
      guess: null,
      chosen: 'whatsapp',
    },
  ])
})

test('imp-3 what a user did not touch stays as it was saved, ignored fields too', () => {
  const saved = mapping({ name: ['Nome_3', 'nome'], whatsapp: ['Zap'], ignored: ['Nome do pet'] })
  const fields = formFields([form('Contato', [seen('Cel', 3, '11 98765-4321'), seen('ZAP', 2, '')])], saved)
  expect(mappingAfter(saved, fields, new Map())).toEqual(saved)
  expect(mappingAfter(saved, fields, new Map([['Cel', 'whatsapp' as const]]))).toEqual({
    ...saved,
    whatsapp: ['Zap', 'Cel'],
  })
})

test('imp-3 a choice moves every spelling of its field, automatic takes it out, and ignored fields are kept as such', () => {
  const saved = mapping({ name: ['Nome', 'Apelido'], email: ['e-mail'] })
  const fields = formFields(
    [form('Contato', [seen('NOME', 1, 'Rui'), seen('E-mail', 1, 'rui@x.test')])],
    saved,
  )
  const choices = new Map<string, 'ignored' | null>([
    ['NOME', 'ignored'],
    ['E-mail', null],
  ])
  const after = mappingAfter(saved, fields, choices)
  expect(after).toEqual(mapping({ name: ['Apelido'], ignored: ['NOME'] }))
  const again = formFields([form('Contato', [seen('NOME', 1, 'Rui')])], after)
  expect(again.find(({ key }) => key === 'NOME')).toMatchObject({ chosen: 'ignored', guess: 'name' })
})
