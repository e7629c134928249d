import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from 'shopkeeper'
import type { Sandbox } from '#adapters/sandbox'
import type { TestEngine } from './harness.ts'

/*
 * A shop in which everything has happened once: every table of the first-party plugins has rows.
 */

/** Whose data the orders carry. */
export interface Person {
  name: string
  phone: string
  email: string
  street: string
}

export interface BusyShopParts {
  /** Started, with every first-party plugin and an encryption key. */
  engine: Engine
  call: TestEngine['call']
  sandbox: Sandbox
  /** Where the engine listens. */
  address: string
  /** An empty folder for the file channel. */
  folder: string
  person: Person
  /** Waits until something holds. */
  until(condition: () => Promise<boolean>, options: { what: string }): Promise<void>
}

type Post = (url: string, body?: object, method?: 'POST' | 'PUT' | 'PATCH') => Promise<Body>
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Body = any

let keys = 0

/** Does everything once: catalog, stock, orders, two channels, failures. */
export async function fillShop(parts: BusyShopParts): Promise<void> {
  const { call } = parts
  const post: Post = async (url, body, method = 'POST') => {
    keys++
    const headers = { 'idempotency-key': `busy-${keys}` }
    const answer = await call({ method, url, headers, ...(body && { body }) })
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`)
    return answer.body
  }
  await fillCatalog(post)
  await fillStock(post, parts)
  await placeOrders(post, parts)
  await connectSandbox(post, parts)
  await connectFolder(parts)
  await intakeCreditNote(parts)
}

async function fillCatalog(post: Post): Promise<void> {
  const category = await post('/v1/categories', { name: 'Kitchen', slug: 'kitchen' })
  const product = await post('/v1/products', {
    title: 'Celadon mug',
    handle: 'celadon-mug',
    description: 'A mug.',
    categoryId: category.id,
    attributes: { material: 'porcelain', capacityMl: 350 },
    options: [{ name: 'color', values: ['green', 'white'] }],
    lifecycle: 'live',
    variants: ['green', 'white'].map((color) => ({
      sku: `MUG-${color.toUpperCase()}`,
      optionValues: { color },
      prices: [{ amountMinor: 2550, currency: 'CNY' }],
      cost: { amountMinor: 900, currency: 'CNY' }
    }))
  })
  await post(`/v1/products/${product.id}/media`, {
    role: 'main',
    url: 'https://cdn.example.org/mug.jpg'
  })
}

async function fillStock(post: Post, { call }: BusyShopParts): Promise<void> {
  const reason = { reason: 'correction' }
  const lines = [
    { sku: 'MUG-GREEN', quantity: 100 },
    { sku: 'MUG-WHITE', quantity: 3 }
  ]
  await post('/v1/stock/receipts', { ...reason, lines })
  await post('/v1/stock/incoming', { ...reason, lines: [lines[0]] })
  const second = await post('/v1/locations', { name: 'Back room' })
  const { data: locations } = (await call({ url: '/v1/locations' })).body
  const first = locations.find(({ id }: Body) => id !== second.id)
  await post('/v1/transfers', {
    fromLocationId: first.id,
    toLocationId: second.id,
    lines: [{ sku: 'MUG-GREEN', quantity: 5 }]
  })
  await post('/v1/reservations', {
    owner: 'cart-1',
    lines: [{ sku: 'MUG-GREEN', quantity: 2 }],
    ttlMs: 30 * 24 * 60 * 60 * 1000
  })
  const count = await post('/v1/stock-counts', { skus: ['MUG-GREEN'] })
  await post(`/v1/stock-counts/${count.id}/lines`, { lines: [{ sku: 'MUG-GREEN', counted: 90 }] })
  await post('/v1/stock-policies', { items: [{ sku: 'MUG-WHITE', minUnits: 10 }] }, 'PUT')
}

async function placeOrders(post: Post, { person }: BusyShopParts): Promise<void> {
  const { name, phone, email, street } = person
  const order = await post('/v1/orders', {
    externalId: 'BUSY-1',
    lines: [{ sku: 'MUG-GREEN', quantity: 4 }],
    buyer: { externalId: 'B-1', name, phone, email },
    address: { recipient: name, phone, lines: [street], city: 'Hangzhou', country: 'CN' },
    paidMinor: 0
  })
  await post(`/v1/orders/${order.id}`, { note: 'ring twice', flags: ['gift'] }, 'PATCH')
  await post(`/v1/orders/${order.id}/confirm-payment`, { method: 'transfer', reference: 'T-1' })
  await post(`/v1/orders/${order.id}/shipments`, {
    carrier: 'SF',
    trackingNumber: 'SF-1',
    lines: [{ lineId: order.lines[0].id, quantity: 1 }]
  })
  await post(`/v1/orders/${order.id}/split`, {
    lines: [{ lineId: order.lines[0].id, quantity: 1 }]
  })
}

async function connectSandbox(post: Post, parts: BusyShopParts): Promise<void> {
  const { engine, sandbox, call, person, until } = parts
  const receiver = { receiver: person.name, phone: person.phone, street: person.street }
  const placed = sandbox.placeOrder({ lines: [{ sku: 'MUG-CELADON', quantity: 1 }] })!
  const { address, buyer } = placed
  sandbox.changeOrder(placed.order_id, {
    status: 'WAIT_SHIP',
    buyer: { ...buyer, nick: person.name, phone: person.phone },
    address: { ...address, ...receiver }
  })
  sandbox.world.openCase(placed.order_id, 'refund')
  await post('/v1/products', {
    title: 'From the sandbox',
    lifecycle: 'live',
    variants: [{ sku: 'MUG-CELADON', prices: [{ amountMinor: 2550, currency: 'CNY' }] }]
  })
  const receipt = { reason: 'correction', lines: [{ sku: 'MUG-CELADON', quantity: 50 }] }
  await post('/v1/stock/receipts', receipt)
  await post('/v1/channels', {
    id: 'sandbox',
    platform: 'sandbox',
    name: 'Sandbox',
    settings: { ...sandbox.credentials },
    // What is newer than the platform's lag comes with the next pull.
    pullEverySeconds: 2,
    since: new Date(Date.parse(placed.created_at) - 60_000).toISOString()
  })
  const found = async () => (await call({ url: '/v1/orders?channelId=sandbox' })).body.data
  await until(async () => (await found()).length === 1, { what: 'the order of the sandbox' })
  const [order] = await found()
  await post(`/v1/orders/${order.id}/shipments`, { carrier: 'SF', trackingNumber: 'SF-2' })
  sandbox.webhooks.url = `${parts.address}/v1/channels/sandbox/webhook`
  sandbox.changeOrder(placed.order_id, { status: 'SHIPPED' })
  const hints = () => engine.db.selectFrom('channelInbox').select('channelId').execute()
  await until(async () => (await hints()).length > 0, { what: 'the webhook' })
}

async function connectFolder({ engine, call, folder, person, until }: BusyShopParts) {
  const { name, phone, email, street } = person
  const rows = [
    'order,placed_at,sku,quantity,unit_price,name,email,phone,recipient,address1,country',
    `F1,2026-03-01 10:00,MUG-GREEN,1,10.00,${name},${email},${phone},${name},${street},CN`,
    `F2,2026-03-01 10:00,MUG-GREEN,none,10.00,${name},${email},${phone},${name},${street},CN`,
    `F3,2026-03-01 10:00,GHOST,1,10.00,${name},${email},${phone},${name},${street},CN`
  ]
  writeFileSync(join(folder, 'orders.csv'), rows.join('\n'))
  const settings = { folder, outFolder: folder, mapping: 'generic', settleMs: 0 }
  // As the command does it: over HTTP an account may not name folders that the config does not allow.
  const account = { id: 'folder', platform: 'flat-file', name: 'Folder', settings }
  await engine.transaction((tx) => engine.use('channels').save(tx, account))
  const url = '/v1/orders?channelId=folder'
  await until(async () => (await call({ url })).body.data.length === 2, { what: 'the file' })
}

/** A credit note, which no simulated platform sends. */
async function intakeCreditNote({ engine, person }: BusyShopParts): Promise<void> {
  const note = {
    kind: 'creditNote' as const,
    externalId: 'C-1',
    reason: 'return' as const,
    orderExternalId: 'F1',
    currency: 'CNY',
    buyer: { externalId: 'B-1', name: person.name, phone: person.phone },
    lines: [{ sku: 'MUG-GREEN', title: 'Celadon mug', quantity: -1, totalMinor: -1000 }],
    issuedAt: engine.clock.now()
  }
  const source = { channelId: 'folder', unknownSkus: 'hold' as const }
  await engine.transaction((tx) => engine.use('orders').intakeCreditNotes(tx, source, [note]))
}
