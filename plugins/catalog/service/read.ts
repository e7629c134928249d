import type { Reader } from '#core/database/db'
import type { Page } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import type { AvailabilityReader } from '../api.ts'
import { pageOfVariants } from '../repository/list.ts'
import { selectMedia } from '../repository/media.ts'
import { selectPricedVariants } from '../repository/priced.ts'
import { selectProducts } from '../repository/products.ts'
import type { VariantQueryInput } from '../schema.ts'
import {
  type MediaView,
  type ProductView,
  presentMedia,
  presentProduct,
  presentVariants,
  type VariantView
} from './present.ts'

/** Through whose eyes the catalog is read. */
export interface Viewer {
  canSeeCost: boolean
  /** Stock, when there is an inventory. */
  availability: AvailabilityReader | undefined
}

/** One product with everything that belongs to it. Errors: NOT_FOUND. */
export async function readProduct(
  db: Reader,
  viewer: Viewer,
  id: string
): Promise<ProductView & { media: MediaView[] }> {
  const [row] = await selectProducts(db, 'id', [id])
  if (!row) throw new NotFound({ what: 'product', id })
  const variants = await readVariants(db, viewer, { column: 'productId', values: [id] })
  const media = await selectMedia(db, [id])
  return { ...presentProduct(row), variants, media: media.map(presentMedia) }
}

/** A page of variants with prices and stock: three queries. Errors: CURSOR_INVALID. */
export async function listVariants(
  db: Reader,
  viewer: Viewer,
  query: VariantQueryInput
): Promise<Page<VariantView>> {
  const { data, next } = await pageOfVariants(db, query)
  const ids = data.map(({ id }) => id)
  const views = await readVariants(db, viewer, { column: 'id', values: ids })
  const byId = new Map(views.map((view) => [view.id, view]))
  return { data: ids.flatMap((id) => byId.get(id) ?? []), next }
}

/** Errors: NOT_FOUND. */
export async function readVariant(db: Reader, viewer: Viewer, id: string): Promise<VariantView> {
  const [view] = await readVariants(db, viewer, { column: 'id', values: [id] })
  if (!view) throw new NotFound({ what: 'variant', id })
  return view
}

async function readVariants(
  db: Reader,
  viewer: Viewer,
  { column, values }: { column: 'id' | 'productId'; values: readonly string[] }
): Promise<VariantView[]> {
  const rows = await selectPricedVariants(db, column, values)
  const tracked = new Set(rows.filter((row) => row.isTracked === 1).map(({ id }) => id))
  const isAsked = viewer.availability !== undefined && tracked.size > 0
  const available = isAsked ? await viewer.availability!(db, [...tracked]) : new Map()
  return presentVariants(rows, available, viewer.canSeeCost)
}
