import { expect, test } from 'vitest'
import { offered } from './offered'

const number = (id: string, simulated: boolean, status = 'conectada') => ({ id, simulated, status })
const ids = (numbers: { id: string }[]) => numbers.map(({ id }) => id)

test('t-41 beside a real channel the simulator is not offered, not even while the real one is disconnected', () => {
  const [toy, away, shop] = [
    number('toy', true),
    number('away', false, 'desconectada'),
    number('shop', false),
  ] as const
  expect(ids(offered([toy]))).toEqual(['toy'])
  expect(ids(offered([toy, away]))).toEqual(['away'])
  expect(ids(offered([toy, away, shop]))).toEqual(['shop', 'away'])
})
