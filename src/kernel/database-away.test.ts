import { expect, test } from 'vitest'
import { isLoss } from './database-away'

test.each([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'timeout exceeded when trying to connect',
])('the driver’s “%s” says that the connection is lost, however deep it is wrapped', (message) => {
  expect(isLoss(new Error(message))).toBe(true)
  expect(isLoss(new Error('a unit failed', { cause: new Error(message) }))).toBe(true)
})

test('an error of a query that was answered is no loss', () => {
  expect(isLoss(Object.assign(new Error('duplicate key value'), { code: '23505' }))).toBe(false)
})
