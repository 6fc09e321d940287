/** Parts for which Go's JSON encoder also writes the name of the oneof group. */
const ALTERNATIVES = ['Response', 'InteractiveResponseMessage', 'Format', 'Header', 'InteractiveMessage']

/** Maximum depth of nested objects; a message in all its wrappers stays far below. */
const DEEPEST = 64

/**
 * A message as the GOWS engine writes it, in Baileys' names: Go writes `ID`, `remoteJID`, `PTT` and `paramsJSON`, and
 * puts a chosen alternative into an object of its own. Names of other engines stay as they are.
 */
export function namedAsBaileys(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return value
  if (Array.isArray(value)) return value.map((one) => namedAsBaileys(one, depth + 1))
  const pairs = Object.entries(value).flatMap(([name, inside]: [string, unknown]): [string, unknown][] => {
    const read = namedAsBaileys(inside, depth + 1)
    if (ALTERNATIVES.includes(name) && isGroup(read)) return Object.entries(read)
    return [[nameOf(name), read]]
  })
  return Object.fromEntries(pairs)
}

function isGroup(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** `ID` → `id`, `stanzaID` → `stanzaId`, `URL` → `url`, `SelectedDisplayText` → `selectedDisplayText`. */
function nameOf(name: string): string {
  if (/^[A-Z]+$/.test(name)) return name.toLowerCase()
  const short = name.replace(
    /(?:ID|JID|JSON|URL|MS)$/,
    (part) => part.charAt(0) + part.slice(1).toLowerCase(),
  )
  return short.charAt(0).toLowerCase() + short.slice(1)
}
