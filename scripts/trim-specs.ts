import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

/**
 * Cuts a published OpenAPI file down to the request bodies and webhooks that the contract tests check:
 * `tsx scripts/trim-specs.ts <openapi.json|yaml> <out.json> [--closed] <METHOD /path | webhook:name>…`
 * `--closed`: where the publisher says nothing, fields that the file doesn't name are mistakes of ours.
 */
type Node = { [name: string]: unknown }
const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const [input = '', output = '', ...rest] = process.argv.slice(2)
const closed = rest.includes('--closed')
const wanted = rest.filter((word) => word !== '--closed')
const source = parse(readFileSync(input, 'utf8')) as Node

const DROPPED = [
  'description',
  'example',
  'examples',
  'summary',
  'discriminator',
  'default',
  'title',
  'deprecated',
  'nullable',
]

/** Mends what generators of these files get wrong, so that the file means what its examples show. */
function mend(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((item) => mend(item))
  if (!isNode(value)) return value
  const node: Node = { ...value }
  if (!isMap) {
    const { example, nullable } = node
    // A type written `object` whose default, values or examples are texts.
    const texts = [node.default, ...(Array.isArray(node.enum) ? node.enum : [])].filter((one) => one != null)
    if (node.type === 'object' && texts.length > 0 && texts.every((one) => typeof one === 'string'))
      node.type = 'string'
    const items = node.items
    if (node.type === 'array' && Array.isArray(example) && typeof example[0] === 'string' && isNode(items))
      node.items = { ...items, type: 'string' }
    if (typeof node.required === 'boolean') delete node.required
    if (node.format === 'url') node.format = 'uri'
    // One branch that closes itself would reject the fields of its neighbours.
    if (
      Array.isArray(node.allOf) &&
      node.allOf.some((part) => isNode(part) && part.additionalProperties === false)
    ) {
      node.allOf = node.allOf.map((part: unknown) =>
        isNode(part) ? without(part, ['additionalProperties']) : part,
      )
      node.unevaluatedProperties = false
    }
    if (closed && isNode(node.properties) && node.additionalProperties === undefined)
      node.additionalProperties = false
    const mended = Object.fromEntries(
      Object.entries(without(node, DROPPED)).map(([name, inside]) => [
        name,
        mend(inside, name === 'properties'),
      ]),
    )
    return nullable === true ? { anyOf: [mended, { type: 'null' }] } : mended
  }
  return Object.fromEntries(Object.entries(node).map(([name, inside]) => [name, mend(inside)]))
}

function without(node: Node, names: readonly string[]): Node {
  return Object.fromEntries(Object.entries(node).filter(([name]) => !names.includes(name)))
}

function at(path: readonly string[]): unknown {
  return path.reduce<unknown>((node, name) => (isNode(node) ? node[name] : undefined), source)
}

const bodies: Node = {}
for (const entry of wanted) {
  const [method = '', path = ''] = entry.split(' ')
  const where = entry.startsWith('webhook:')
    ? ['webhooks', entry.slice(8), 'post']
    : ['paths', path, method.toLowerCase()]
  const schema = at([...where, 'requestBody', 'content', 'application/json', 'schema'])
  if (!isNode(schema)) throw new Error(`no request body: ${entry}`)
  bodies[entry] = mend(schema)
}

const schemas: Node = {}
const gather = (value: unknown): void => {
  if (Array.isArray(value)) value.forEach(gather)
  if (!isNode(value)) return
  const name = typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined
  if (name && !(name in schemas)) {
    schemas[name] = mend(at(['components', 'schemas', name]))
    gather(schemas[name])
  }
  Object.values(value).forEach(gather)
}
gather(bodies)
const info = { title: at(['info', 'title']), version: at(['info', 'version']) }
writeFileSync(output, `${JSON.stringify({ info, bodies, components: { schemas } }, null, 1)}\n`)
