import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

type Spec = { bodies: Record<string, object>; components: object }

/** The complaints of a published spec about a request's body; the name is `METHOD /path/{with}/{holes}`. */
export function specOf(name: string): (entry: string, body: unknown) => string[] {
  const url = new URL(`../specs/${name}.json`, import.meta.url)
  const spec = JSON.parse(readFileSync(url, 'utf8')) as Spec
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const known = new Map<string, ValidateFunction>()
  return (entry, body) => {
    const schema = spec.bodies[entry]
    if (!schema) return [`${entry} is not in the spec`]
    const check = known.get(entry) ?? ajv.compile({ ...schema, components: spec.components })
    known.set(entry, check)
    return check(body)
      ? []
      : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
  }
}

/** Entry of the spec for a request: `/api/sessions/loja` is `/api/sessions/{session}`. */
export function entryOf(name: string, method: string, path: string): string | null {
  const url = new URL(`../specs/${name}.json`, import.meta.url)
  const { bodies } = JSON.parse(readFileSync(url, 'utf8')) as Spec
  const fits = (entry: string) => {
    const [wanted = '', template = ''] = entry.split(' ')
    const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')
    return wanted === method && new RegExp(`^${pattern}$`).test(path.split('?')[0] ?? '')
  }
  return Object.keys(bodies).find(fits) ?? null
}
