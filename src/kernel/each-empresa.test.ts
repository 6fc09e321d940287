import { expect, test } from 'vitest'
import { eachEmpresa } from './each-empresa'

test('an empresa that fails doesn’t keep the others from running, and its failure is thrown at the end', async () => {
  const step = { run: async (_name: string, work: () => Promise<unknown>) => work() } as Parameters<
    typeof eachEmpresa
  >[0]
  const list = () => Promise.resolve(['a', 'b', 'c'].map((id) => ({ id })))
  const visited: string[] = []
  const visit = (id: string) => {
    visited.push(id)
    return id === 'c' ? Promise.resolve() : Promise.reject(new Error(`${id} failed`))
  }
  await expect(eachEmpresa(step, list, visit)).rejects.toThrow('a failed')
  expect(visited).toEqual(['a', 'b', 'c'])
})
