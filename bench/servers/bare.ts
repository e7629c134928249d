import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { PageOf } from '#core/http/schemas'
import { ProductListed, ProductShape } from '../../plugins/catalog/schema.ts'

/*
 * The baseline: bare Fastify over prepared statements on the same database file, answering the same bytes through the
 * same response schemas. No keys, no validation, no limits, no problem answers.
 *
 * Arguments: path of the SQLite file. Prints its address.
 */
const path = process.argv[2] as string
const db = new Sqlite(path, { readonly: true })
db.pragma('cache_size = -16384')
const productColumns = `p.id, p.handle, p.title, p.description, p.category_id, p.tax_class, p.attributes,
  p.options, p.lifecycle, p.score, p.missing, p.version, p.created_at, p.updated_at`
const image = `(select m.url from product_media m where m.product_id = p.id and m.role = 'main'
  order by m.position, m.id limit 1) as image_url`
const listStatement = db.prepare(
  `select ${productColumns}, ${image} from products p order by p.id desc limit ?`
)
const searchStatement = db.prepare(`select ${productColumns}, ${image} from products p
  where p.id in (select t.product_id from product_texts t
    where t.id in (select rowid from product_search where product_search match ?))
  order by p.id desc limit ?`)
const getStatement = db.prepare(`select ${productColumns} from products p where p.id = ?`)
const variantsStatement =
  db.prepare(`select v.*, r.currency as price_currency, r.amount_minor as price_minor
  from variants v left join prices r on r.variant_id = v.id
  where v.product_id in (select value from json_each(?))
  order by v.product_id, v.position, v.id, r.currency`)
const stockStatement = db.prepare(`select variant_id,
    sum(on_hand - allocated - reserved - safety_stock) as available
  from stock_levels where variant_id in (select value from json_each(?)) group by variant_id`)
const mediaStatement = db.prepare(
  'select * from product_media where product_id = ? order by role, position, id'
)

// biome-ignore lint/suspicious/noExplicitAny: rows as SQLite gives them
type Row = Record<string, any>

function variantsOf(ids: readonly string[]): Map<string, object[]> {
  const rows = variantsStatement.all(JSON.stringify(ids)) as Row[]
  const stock = new Map(
    (stockStatement.all(JSON.stringify(rows.map((row) => row.id))) as Row[]).map((row) => [
      row.variant_id,
      row.available as number
    ])
  )
  const byProduct = new Map<string, object[]>()
  for (const row of rows) {
    const list = byProduct.get(row.product_id) ?? []
    list.push({
      id: row.id,
      productId: row.product_id,
      sku: row.sku,
      gtin: row.gtin,
      title: row.title,
      isTracked: row.is_tracked === 1,
      prices: [{ amountMinor: row.price_minor, currency: row.price_currency }],
      cost: null,
      weightGrams: row.weight_grams,
      dimensions: null,
      taxClass: row.tax_class,
      attributes: JSON.parse(row.attributes),
      optionValues: JSON.parse(row.option_values),
      position: row.position,
      available: stock.get(row.id) ?? null,
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at
    })
    byProduct.set(row.product_id, list)
  }
  return byProduct
}

function toProduct(row: Row, variants: object[] | undefined): object {
  return {
    id: row.id,
    handle: row.handle,
    title: row.title,
    description: row.description,
    categoryId: row.category_id,
    taxClass: row.tax_class,
    attributes: JSON.parse(row.attributes),
    options: JSON.parse(row.options),
    lifecycle: row.lifecycle,
    completeness: { score: row.score, missing: JSON.parse(row.missing) },
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    imageUrl: row.image_url ?? null,
    variants: variants ?? []
  }
}

function toPage(rows: Row[], limit: number): object {
  const page = rows.slice(0, limit)
  const variants = variantsOf(page.map((row) => row.id))
  const last = page.at(-1)
  const isMore = rows.length > limit && last !== undefined
  const next = isMore
    ? Buffer.from(JSON.stringify(['products:-id', last.id])).toString('base64url')
    : null
  return { data: page.map((row) => toProduct(row, variants.get(row.id))), next }
}

const app = Fastify()
app.get(
  '/v1/products',
  { schema: { response: { 200: PageOf(ProductListed) } } },
  async (request) => {
    const { limit, q } = request.query as { limit: string; q?: string }
    const rows = q
      ? (searchStatement.all(`"${q}"`, Number(limit) + 1) as Row[])
      : (listStatement.all(Number(limit) + 1) as Row[])
    return toPage(rows, Number(limit))
  }
)
app.get('/v1/products/:id', { schema: { response: { 200: ProductShape } } }, async (request) => {
  const { id } = request.params as { id: string }
  const row = getStatement.get(id) as Row
  return { ...toProduct(row, variantsOf([id]).get(id)), media: mediaStatement.all(id) }
})
console.log(JSON.stringify({ url: await app.listen({ port: 0 }) }))
