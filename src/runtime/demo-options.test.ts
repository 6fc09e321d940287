import { expect, test } from 'vitest'
import { demoOptions } from './demo-options'

test('the options of the demonstration, and their defaults', () => {
  expect(demoOptions([])).toEqual({ fresh: false, port: 3000 })
  expect(demoOptions(['--fresh', '--port', '3100'])).toEqual({ fresh: true, port: 3100 })
  expect(demoOptions(['--port=65535'])).toMatchObject({ port: 65_535 })
})

test('an invalid port or option is reported in Portuguese before anything starts', () => {
  for (const port of ['abc', '', '0', '-1', '65536', '99999', '3e3', '80.5'])
    expect(() => demoOptions([`--port=${port}`])).toThrow(/^--port.*1 a 65535/)
  for (const args of [['--bogus'], ['tudo'], ['--port'], ['--fresh=sim']])
    expect(() => demoOptions(args)).toThrow(/^Opção desconhecida ou incompleta.*--fresh.*--port/)
})
