import { expect, test } from 'vitest'
import { useDatabase } from '../postgres/clone'
import { exportedEntries, procedureEntries } from './entries'
import { isolationSuite } from './suite'

const { superUrl } = useDatabase()

test.each([...procedureEntries, ...exportedEntries].map((entry) => [entry.name, entry] as const))(
  '%s declares its scope, its ids and what it answers',
  (_, { meta, uuids, hasOutput }) => {
    expect(meta.scope, 'a scope').toBeDefined()
    expect(hasOutput, 'an output schema').toBe(true)
    expect(meta.ids, `a kind for each of ${JSON.stringify(uuids)}`).toHaveLength(uuids.length)
    if (meta.scope !== 'empresa') expect(meta.ids, 'ids only inside an empresa').toEqual([])
  },
)

isolationSuite('both walls', superUrl)
