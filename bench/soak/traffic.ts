import { randomUUID } from 'node:crypto'
import type { Shop } from '../shop.ts'

/** One request of the mixed load. */
export interface Ask {
  work: string
  method: 'GET' | 'POST'
  path: string
  body?: string
  contentType?: string
}

const importRows = 200
let imports = 0

/** What a shop is asked, by how many of a thousand requests it makes up. */
const mix: readonly { share: number; make(goods: Goods): Ask }[] = [
  { share: 300, make: () => read('list products', '/v1/products?limit=20') },
  { share: 200, make: ({ skus }) => read('find a variant', `/v1/variants?sku=${pick(skus)}`) },
  { share: 100, make: () => read('search', `/v1/products?q=${pick(['mug', '搪瓷', 'keeps'])}`) },
  { share: 100, make: () => read('list orders', '/v1/orders?limit=20') },
  { share: 250, make: placeOrder },
  { share: 49, make: adjustStock },
  { share: 1, make: importProducts }
]

type Goods = Pick<Shop, 'skus'>

/** The next request, drawn by its share. */
export function nextAsk(goods: Goods): Ask {
  let at = Math.random() * 1000
  for (const { share, make } of mix) {
    at -= share
    if (at < 0) return make(goods)
  }
  return mix[0]!.make(goods)
}

function read(work: string, path: string): Ask {
  return { work, method: 'GET', path: encodeURI(path) }
}

function placeOrder({ skus }: Goods): Ask {
  const first = Math.floor(Math.random() * skus.length)
  const second = (first + 1 + Math.floor(Math.random() * (skus.length - 1))) % skus.length
  const lines = [first, second].map((at) => ({ sku: skus[at], quantity: 1 }))
  return post('place an order', '/v1/orders', { lines })
}

function adjustStock({ skus }: Goods): Ask {
  const lines = [{ sku: pick(skus), quantity: 1 }]
  return post('adjust stock', '/v1/stock/adjustments', { reason: 'found', lines })
}

/** A file of two hundred variants, some of them new each time. */
function importProducts(): Ask {
  imports++
  const rows = Array.from({ length: importRows }, (_, row) => {
    const number = row < importRows / 2 ? row : imports * importRows + row
    return JSON.stringify({
      title: `Bowl ${number}`,
      handle: `bowl-${number}`,
      sku: `BOWL-${number}`
    })
  })
  return {
    work: 'import products',
    method: 'POST',
    path: '/v1/products/import',
    body: rows.join('\n'),
    contentType: 'application/x-ndjson'
  }
}

function post(work: string, path: string, body: object): Ask {
  return { work, method: 'POST', path, body: JSON.stringify(body), contentType: 'application/json' }
}

/** A header that makes a write safe to repeat. */
export function newIdempotencyKey(): string {
  return randomUUID()
}

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)] as T
}
