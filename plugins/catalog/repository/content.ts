import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { VariantContent } from '../api.ts'
import { selectMedia } from './media.ts'

interface ContentRow extends Omit<VariantContent, 'imageUrls' | 'attributes'> {
  productId: string
  productAttributes: string
  variantAttributes: string
  optionValues: string
}

/** What listings of variants are made of, by variant. */
export async function selectContent(
  db: Reader,
  variantIds: readonly string[]
): Promise<Map<string, VariantContent>> {
  if (variantIds.length === 0) return new Map()
  const { rows } = await sql<ContentRow>`
    select v.id as variant_id, v.sku, coalesce(v.title, p.title) as title, p.description, v.gtin,
      p.id as product_id, p.attributes as product_attributes, v.attributes as variant_attributes,
      v.option_values
    from variants v join products p on p.id = v.product_id
    where ${isOneOf(db, 'v.id', variantIds)}`.execute(db)
  const media = await selectMedia(db, [...new Set(rows.map(({ productId }) => productId))])
  const isMain = (row: (typeof media)[number]) => row.role === 'main'
  const ordered = [...media.filter(isMain), ...media.filter((row) => !isMain(row))]
  return new Map(
    rows.map((row) => {
      const { productId, productAttributes, variantAttributes, optionValues, ...content } = row
      const imageUrls = ordered.filter((one) => one.productId === productId).map(({ url }) => url)
      const attributes = {
        ...JSON.parse(productAttributes),
        ...JSON.parse(optionValues),
        ...JSON.parse(variantAttributes)
      }
      return [content.variantId, { ...content, imageUrls, attributes }]
    })
  )
}
