import { isOneOf } from '#core/database/rows'
import type { Labels } from '../cubes/cube.ts'
import type { ReportingScope } from '../scope.ts'

/** What people call what figures are told apart by; where a plugin is off, its things have no names. */
export function setupLabels(scope: ReportingScope): void {
  const { labels, channels, promotions } = scope
  labels.sku ??= skuLabels
  labels.product ??= productLabels
  labels.category ??= categoryLabels
  if (channels) labels.channel ??= channelLabels
  if (promotions) labels.promotion ??= promotionLabels
}

/** `MUG-01 · Blue mug`: people know one or the other. */
const skuLabels: Labels = async (db, skus) => {
  const rows = await db
    .selectFrom('variants')
    .innerJoin('products', 'products.id', 'variants.productId')
    .select(['variants.sku', 'variants.title', 'products.title as productTitle'])
    .where(isOneOf(db, 'variants.sku', skus))
    .execute()
  return new Map(
    rows.map(({ sku, title, productTitle }) => {
      const name = title ?? productTitle
      return [sku, name === sku ? sku : `${sku} · ${name}`]
    })
  )
}

const productLabels: Labels = async (db, ids) => {
  const rows = await db
    .selectFrom('products')
    .select(['id', 'title'])
    .where(isOneOf(db, 'id', ids))
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}

const categoryLabels: Labels = async (db, ids) => {
  const rows = await db
    .selectFrom('categories')
    .select(['id', 'path'])
    .where(isOneOf(db, 'id', ids))
    .execute()
  return new Map(rows.map(({ id, path }) => [id, path]))
}

const channelLabels: Labels = async (db, ids) => {
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'name'])
    .where(isOneOf(db, 'id', ids))
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const promotionLabels: Labels = async (db, ids) => {
  const rows = await db
    .selectFrom('promotions')
    .select(['id', 'title'])
    .where(isOneOf(db, 'id', ids))
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}
