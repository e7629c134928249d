import type { Reader } from '#core/database/db'
import type { Finding } from '../check/finding.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import type { PromotionsParts } from '../scope.ts'
import { selectPromotions } from './repository.ts'

const kinds = ['sku', 'product', 'category', 'segment', 'tier', 'promotion'] as const
type Kind = (typeof kinds)[number]

/** Something else that a promotion names. */
interface Reference {
  kind: Kind
  name: string
  pointer: string
}

/** Fields that name other things, wherever in a rule they stand. */
const namingFields: Readonly<Record<string, Kind>> = {
  sku: 'sku',
  skus: 'sku',
  productIds: 'product',
  categoryIds: 'category',
  segment: 'segment',
  segments: 'segment',
  tier: 'tier'
}

const fixes: Readonly<Record<Kind, string>> = {
  sku: 'is no SKU of the catalog: create it first, or leave it out',
  product: 'is the id of no product',
  category: 'is the id of no category',
  segment: 'is no segment: create it first, or leave it out',
  tier: 'is no tier: create it first, or leave it out',
  promotion: 'is the handle of no promotion: write that one first'
}

/** Finds what a promotion names that is not there: a constant number of queries. */
export async function unknownReferences(
  { catalog, crm }: Pick<PromotionsParts, 'catalog' | 'crm'>,
  db: Reader,
  input: PromotionInputShape
): Promise<Finding[]> {
  const references = referencesIn(input)
  const namesOf = (kind: Kind) => [
    ...new Set(references.filter((one) => one.kind === kind).map(({ name }) => name))
  ]
  const customers = { segments: namesOf('segment'), tiers: namesOf('tier') }
  const isAboutCustomers = customers.segments.length + customers.tiers.length > 0
  const of = isAboutCustomers ? await crm?.known(db, customers) : undefined
  const [skus, products, categories, handles] = await Promise.all([
    catalog.variantsBySku(db, namesOf('sku')),
    catalog.knownProducts(db, namesOf('product')),
    catalog.knownCategories(db, namesOf('category')),
    selectPromotions(db, 'handle', namesOf('promotion'))
  ])
  const known: Record<Kind, { has(name: string): boolean }> = {
    sku: skus,
    product: products,
    category: categories,
    segment: of?.segments ?? new Set(),
    tier: of?.tiers ?? new Set(),
    promotion: new Set([...handles.map(({ handle }) => handle), input.handle])
  }
  return references
    .filter(({ kind, name }) => !known[kind].has(name))
    .map(({ kind, name, pointer }) => ({
      pointer,
      detail: `${JSON.stringify(name)} ${crm || !isOfCrm(kind) ? fixes[kind] : 'needs the plugin crm, which is off'}`
    }))
}

/** The SKUs that a promotion gives something for by name; those of products, categories and others are not told. */
export function skusIn({ reward }: Pick<PromotionInputShape, 'reward'>): string[] {
  const named = collect(reward, '#/reward').filter(
    ({ kind, pointer }) => kind === 'sku' && !pointer.includes('/except/')
  )
  return [...new Set(named.map(({ name }) => name))]
}

/** What else a promotion names. */
export function referencesIn(input: PromotionInputShape): Reference[] {
  return [
    ...collect(input.reward, '#/reward'),
    ...collect(input.conditions, '#/conditions'),
    ...collect(input.earlyAccess, '#/earlyAccess'),
    ...(Array.isArray(input.stackableWith) ? input.stackableWith : []).map(
      (name, index): Reference => ({
        kind: 'promotion',
        name,
        pointer: `#/stackableWith/${index}`
      })
    )
  ]
}

function isOfCrm(kind: Kind): boolean {
  return kind === 'segment' || kind === 'tier'
}

function collect(node: unknown, pointer: string): Reference[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([field, value]) => {
    const at = `${pointer}/${field}`
    const kind = Array.isArray(node) ? undefined : namingFields[field]
    if (kind === undefined) return collect(value, at)
    if (typeof value === 'string') return [{ kind, name: value, pointer: at }]
    return (value as string[]).map((name, index) => ({ kind, name, pointer: `${at}/${index}` }))
  })
}
