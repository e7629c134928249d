import type { WireItem } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid, refused } from './refusal.ts'
import type { TopRequest } from './request.ts'
import { ourSku } from './shelf.ts'

const quantityMax = 99_999_999
const skusMax = 20

export function getItem({ shelf }: Market, request: TopRequest): object {
  return { item: request.pick(shelf.item(request.id('num_iid'))) }
}

/** Sets the stock of an item without SKUs. */
export function updateQuantity(market: Market, request: TopRequest): object {
  const item = market.shelf.item(request.id('num_iid'))
  const quantity = request.integer('quantity', { min: 0, max: quantityMax })
  request.integer('type', { min: 1, max: 1, default: 1 })
  if (item.skus) throw refused('item-quantity-update:SKU_ID', 'the item has SKUs: name one')
  if (market.isTime('partial', request.method)) market.shelf.refusedSkus.add(item.outer_id!)
  market.shelf.setStock(item, [{ sku: null, quantity }])
  return { item: stockOf(item) }
}

/** Sets the stock of SKUs of one item: all of them, or none. */
export function updateQuantities(market: Market, request: TopRequest): object {
  const { shelf } = market
  const item = shelf.item(request.id('num_iid'))
  request.integer('type', { min: 1, max: 1, default: 1 })
  const pairs = request.text('skuid_quantities').split(';')
  if (pairs.length > skusMax) throw invalid('skuid_quantities', 'no more than 20 SKUs')
  const wanted = pairs.map((pair) => {
    const [id = '', text = ''] = pair.split(':')
    if (!/^\d{1,8}$/.test(text)) throw invalid('skuid_quantities')
    return { sku: shelf.sku(item, { sku_id: id }), quantity: Number(text) }
  })
  if (market.isTime('partial', request.method)) {
    shelf.refusedSkus.add(ourSku({ item, sku: wanted[0]!.sku }))
  }
  shelf.setStock(item, wanted)
  return { item: stockOf(item) }
}

export function updateSkuPrice({ shelf }: Market, request: TopRequest): object {
  const item = shelf.item(request.id('num_iid'))
  const sku = shelf.sku(item, { properties: request.text('properties') })
  const price = request.yuan('price')
  const itemPrice =
    request.fields.item_price === undefined ? item.price : request.yuan('item_price')
  shelf.setPrice({ item, sku }, price, itemPrice)
  return { sku: { num_iid: item.num_iid, sku_id: sku.sku_id } }
}

export function updateItemPrice({ shelf }: Market, request: TopRequest): object {
  const item = shelf.item(request.id('item_id'))
  if (item.skus) throw refused('item-price-update:SKU', 'the item has SKUs')
  const price = request.yuan('item_price')
  shelf.setPrice({ item, sku: null }, price, price)
  return { price_update_result: String(item.num_iid) }
}

/** Puts an item on the shelf or takes it off. */
export function operateShelf({ shelf }: Market, request: TopRequest): object {
  const item = shelf.item(request.id('item_id'))
  item.approve_status = request.method.endsWith('upshelf') ? 'onsale' : 'instock'
  return { result: 'true' }
}

function stockOf({ num_iid, num, skus }: WireItem): object {
  const sku = skus?.sku?.map(({ sku_id, quantity }) => ({ sku_id, quantity }))
  return { num_iid, num, ...(sku && { skus: { sku } }) }
}
