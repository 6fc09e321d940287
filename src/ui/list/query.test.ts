import { describe, expect, it } from 'vitest'
import { isNarrowed, isView, listHref, readList, viewQuery } from './query'
import type { Filter } from './types'

const filters: Filter[] = [
  { kind: 'choice', param: 'status', label: 'Situação', options: [] },
  { kind: 'period', label: 'Período', options: [] },
]

describe('listHref', () => {
  it('keeps what is not to change, and goes back to the first page', () => {
    const params = { busca: 'ana maria', status: 'aguardando', cursor: 'abc', ordem: '-valor' }
    expect(listHref('/loja/carrinhos', params, { status: 'recuperado' })).toBe(
      '/loja/carrinhos?busca=ana+maria&ordem=-valor&status=recuperado',
    )
  })

  it('removes by null, and sets a cursor when asked', () => {
    expect(listHref('/a', { status: 'x' }, { status: null })).toBe('/a')
    expect(listHref('/a', { status: 'x', cursor: 'old' }, { cursor: 'new' })).toBe('/a?status=x&cursor=new')
  })

  it('keeps every value of a repeated parameter, each once, and escapes', () => {
    expect(listHref('/a', { status: ['x&y', 'z', '', 'z'] }, {})).toBe('/a?status=x%26y&status=z')
  })

  it('sets several values, one, or none', () => {
    const params = { status: ['x', 'y', 'z'], uf: 'MG' }
    expect(listHref('/a', params, { status: ['x', 'z'] })).toBe('/a?uf=MG&status=x&status=z')
    expect(listHref('/a', params, { status: [] })).toBe('/a?uf=MG')
  })
})

it('reads search, cursor and filters; what is empty is not there', () => {
  const query = readList({ busca: '', cursor: 'abc', status: 'x' })
  expect([query.search, query.cursor, query.filter('status')]).toEqual([undefined, 'abc', 'x'])
})

it('knows when a list is narrowed', () => {
  expect(isNarrowed({ ordem: 'a', cursor: 'b' }, filters)).toBe(false)
  expect(isNarrowed({ de: '2026-01-01' }, filters)).toBe(true)
})

it('recognises the current view, whatever the sort', () => {
  expect(isView({ status: 'x', ordem: '-a' }, 'status=x', filters)).toBe(true)
  expect(isView({ status: 'x', periodo: 'hoje' }, 'status=x', filters)).toBe(false)
  expect(isView({}, '', filters)).toBe(true)
  expect(isView({ status: ['x', 'y'] }, 'status=y&status=x', filters)).toBe(true)
  expect(isView({ status: ['x', 'y'] }, 'status=x', filters)).toBe(false)
})

it('saves a view without the place in the pages', () => {
  expect(viewQuery({ status: ['x', 'y'], cursor: 'abc' })).toBe('status=x&status=y')
})
