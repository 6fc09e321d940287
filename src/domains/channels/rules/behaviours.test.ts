import { expect, test } from 'vitest'
import { simulatorScript } from '~/adapters/whatsapp/simulator/script'
import { BEHAVIOURS } from '../behaviours'
import { behaviourOf, behaving } from './behaviours'

test.each(BEHAVIOURS)('%s is read back from the script that it makes', (behaviour) => {
  const script = behaving(simulatorScript.parse({}), behaviour, true)
  expect(simulatorScript.parse(script)).toEqual(script)
  expect(behaviourOf(script)).toBe(behaviour)
  expect(script.replies.length).toBeGreaterThan(0)
  expect(behaving(script, behaviour, false).replies).toEqual([])
})
