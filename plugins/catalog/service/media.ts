import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { deleteMedia, insertMedia, selectMedia } from '../repository/media.ts'
import type { NewMediaInput } from '../schema.ts'
import type { MediaRow } from '../tables.ts'
import { lockProduct } from './find.ts'
import type { CatalogRules } from './products.ts'
import { refreshProducts } from './refresh.ts'

/** Inserts media of a new product, in the order given unless they say otherwise. */
export async function insertNewMedia(
  tx: Tx,
  productId: string,
  given: readonly NewMediaInput[],
  start = 0
): Promise<MediaRow[]> {
  const rows = given.map((media, index) => ({
    id: newId('med'),
    productId,
    role: media.role,
    position: media.position ?? start + index,
    url: media.url,
    alt: media.alt ?? '',
    width: media.width ?? null,
    height: media.height ?? null,
    bytes: media.bytes ?? null,
    createdAt: tx.now
  }))
  await insertMedia(tx, rows)
  return rows
}

/**
 * Adds an image to a product, after the others unless it says where. Errors: NOT_FOUND,
 * VERSION_OUTDATED.
 */
export async function addMedia(
  tx: Tx,
  rules: CatalogRules,
  change: { productId: string; given: NewMediaInput; expectedVersion: number | undefined }
): Promise<MediaRow> {
  const { productId, given, expectedVersion } = change
  await lockProduct(tx, productId, expectedVersion)
  const others = await selectMedia(tx, [productId])
  const start = others.reduce((max, { position }) => Math.max(max, position + 1), 0)
  const [row] = await insertNewMedia(tx, productId, [given], start)
  const after = { role: row!.role, url: row!.url }
  tx.audit([{ action: 'media.create', subjectType: 'product', subjectId: productId, after }])
  await refreshProducts(tx, [productId], rules.currency)
  return row!
}

/** Takes an image off a product. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function removeMedia(
  tx: Tx,
  rules: CatalogRules,
  change: { productId: string; mediaId: string; expectedVersion: number | undefined }
): Promise<void> {
  const { productId, mediaId, expectedVersion } = change
  await lockProduct(tx, productId, expectedVersion)
  const media = (await selectMedia(tx, [productId])).find(({ id }) => id === mediaId)
  if (!media) throw new NotFound({ what: 'media', id: mediaId })
  await deleteMedia(tx, mediaId)
  const before = { role: media.role, url: media.url }
  tx.audit([{ action: 'media.delete', subjectType: 'product', subjectId: productId, before }])
  await refreshProducts(tx, [productId], rules.currency)
}
