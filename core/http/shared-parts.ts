/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const holding = {
  one: ['items', 'additionalProperties', 'not', 'propertyNames', 'contains'],
  list: ['anyOf', 'oneOf', 'allOf'],
  named: ['properties', 'patternProperties']
} as const

type Json = Record<string, unknown>

interface Part {
  node: Json
  /** Places it stands in. */
  uses: number
}

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A schema with each schema directly in it replaced by what `replace` makes of it. */
function mapInside(schema: Json, replace: (inner: Json) => Json): Json {
  const made: Json = { ...schema }
  const replaced = (value: unknown) => (isSchema(value) ? replace(value) : value)
  for (const keyword of holding.one) {
    if (keyword in schema) made[keyword] = replaced(schema[keyword])
  }
  for (const keyword of holding.list) {
    const list = schema[keyword]
    if (Array.isArray(list)) made[keyword] = list.map(replaced)
  }
  for (const keyword of holding.named) {
    const named = schema[keyword]
    if (!isSchema(named)) continue
    made[keyword] = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [name, replaced(value)])
    )
  }
  return made
}

function hasInside(schema: Json): boolean {
  return Object.values(holding)
    .flat()
    .some((keyword) => typeof schema[keyword] === 'object')
}

/**
 * The same schema with what it says more than once said once, under `$defs`: a validator compiles each part once. The
 * conditions of a promotion say the same lists and scopes a hundred times, and took seconds.
 *
 * Schemas with `$id`, `$ref` or `$defs` of their own are left as they are.
 */
export function shareParts(schema: Json): Json {
  if (/"\$(id|ref|defs)":/.test(JSON.stringify(schema))) return schema
  const parts: Part[] = []
  const places = new Map<string, number>()
  const place = (node: Json): Json => {
    const own = mapInside(node, place)
    if (!hasInside(own)) return own
    const key = JSON.stringify(own)
    const at = places.get(key) ?? parts.push({ node: own, uses: 0 }) - 1
    places.set(key, at)
    return { $part: at }
  }
  const root = mapInside(schema, place)
  const count = (ref: Json) => {
    if ('$part' in ref) parts[Number(ref.$part)]!.uses++
    return ref
  }
  for (const node of [root, ...parts.map((part) => part.node)]) mapInside(node, count)
  const defs: Json = {}
  const resolve = (ref: Json): Json => {
    if (!('$part' in ref)) return ref
    const { node, uses } = parts[Number(ref.$part)]!
    if (uses === 1) return mapInside(node, resolve)
    defs[`p${ref.$part}`] ??= mapInside(node, resolve)
    return { $ref: `#/$defs/p${ref.$part}` }
  }
  const shared = mapInside(root, resolve)
  return Object.keys(defs).length === 0 ? schema : { ...shared, $defs: defs }
}
