import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Test } from 'tap'
import { buildTestEngine, type DatabaseKind, onEachDatabase, until } from '../harness.ts'
import { testFolder } from './flat-file-folder.ts'

const header = 'order,placed_at,sku,quantity,unit_price,country'
const good = 'N1,2026-03-01 10:00,MUG,2,10.00,'
const unknown = 'N3,2026-03-01 10:00,GHOST,1,10.00,'

/** A started shop with ten mugs, and a folder that orders come in and stock goes out of. */
async function folderShop(test: Test, kind: DatabaseKind) {
  const folder = testFolder(test)
  const out = testFolder(test)
  const channels = { use: 'channels', options: { folders: [folder.path, out.path] } }
  const plugins = ['catalog', 'inventory', 'orders', channels]
  const shop = await buildTestEngine(test, kind, { plugins }, { start: true })
  const post = async (url: string, body: object) => {
    const answer = await shop.call({ method: 'POST', url, body })
    if (answer.status >= 300) throw new Error(`${url}: ${answer.text}`)
    return answer.body
  }
  await post('/v1/products', { title: 'Mug', variants: [{ sku: 'MUG' }] })
  await shop.engine.transaction((tx) =>
    tx.updateTable('products').set({ lifecycle: 'live' }).execute()
  )
  const [variant] = (await shop.call({ url: '/v1/variants' })).body.data
  await shop.engine.transaction((tx) =>
    shop.engine
      .use('inventory')
      .recordAdjustments(tx, [
        { sourceId: 'test:1', variantId: variant.id, quantity: 10, reason: 'test', at: tx.now }
      ])
  )
  folder.write('orders.csv', [header, good, 'N2,2026-03-01 10:00,MUG,x,10.00,', unknown].join('\n'))
  await post('/v1/channels', {
    id: 'files',
    platform: 'flat-file',
    name: 'Files',
    settings: { folder: folder.path, outFolder: out.path, mapping: 'generic', settleMs: 0 }
  })
  const rejected = async () =>
    (await shop.call({ url: '/v1/channels/files/rejected?settled=false' })).body.data
  const orders = async () => (await shop.call({ url: '/v1/orders' })).body.data
  return { ...shop, post, folder, out, rejected, orders }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'a folder as a channel: orders in, bad rows reported and settled, stock and parcels out',
    async (t) => {
      const shop = await folderShop(t, kind)
      await until(async () => (await shop.orders()).length === 2, { what: 'two orders' })
      t.match(await shop.rejected(), [
        { source: 'orders.csv', line: 3, column: 'quantity', reason: /^QUANTITY_INVALID: "x"/ }
      ])
      const byNumber = new Map<string, { id: string; onHold: boolean }>(
        (await shop.orders()).map((order: { number: string }) => [order.number, order])
      )
      t.match(byNumber.get('N3'), { onHold: true }, 'an unknown SKU is kept and held')

      const stock = () => readFileSync(join(shop.out.path, 'stock.csv'), 'utf8')
      const hasStock = () => readdirSync(shop.out.path).includes('stock.csv')
      await until(() => hasStock() && /^MUG,MUG,8,/m.test(stock()), {
        what: 'the stock that is left'
      })

      await shop.post(`/v1/orders/${byNumber.get('N1')!.id}/shipments`, {
        carrier: 'SF',
        trackingNumber: 'SF123'
      })
      const parcels = () =>
        readdirSync(shop.out.path).filter((name) => name.startsWith('shipments-'))
      await until(() => parcels().length === 1, { what: 'the parcel' })
      t.match(readFileSync(join(shop.out.path, parcels()[0]!), 'utf8'), /,N1,SF,SF123,.*,1,2\n/)

      const fixed = 'N2,2026-03-01 10:00,MUG,1,10.00,'
      shop.folder.write('orders.csv', [header, good, fixed, unknown].join('\n'))
      await shop.post('/v1/channels/files/pull', {})
      await until(async () => (await shop.orders()).length === 3, { what: 'the corrected order' })
      t.same(await shop.rejected(), [], 'the better file has settled it')
      await until(() => /^MUG,MUG,7,/m.test(stock()), { what: 'the stock after it' })
    }
  )

  t.test('accounts over HTTP name places of the machine only below what is allowed', async (t) => {
    const allowed = testFolder(t)
    const other = testFolder(t)
    mkdirSync(join(allowed.path, 'shop'))
    symlinkSync(other.path, join(allowed.path, 'link'))
    const plugins = [
      'catalog',
      'inventory',
      'orders',
      { use: 'channels', options: { folders: [allowed.path] } }
    ]
    const { call } = await buildTestEngine(t, kind, { plugins })
    const add = (id: string, settings: object) =>
      call({
        method: 'POST',
        url: '/v1/channels',
        body: { id, platform: 'flat-file', name: id, isEnabled: false, settings }
      })
    const outside = [
      { folder: other.path },
      { folder: `${allowed.path}/../${basename(other.path)}` },
      { folder: `${allowed.path}-beside` },
      { folder: join(allowed.path, 'link') },
      { folder: join(allowed.path, 'link', 'not-there-yet') },
      { folder: allowed.path, outFolder: '/etc' },
      { files: [join(allowed.path, 'a.csv'), '/etc/passwd'] }
    ]
    for (const [at, settings] of outside.entries()) {
      const answer = await add(`outside-${at}`, settings)
      t.match(answer, { status: 422, body: { code: 'CHANNEL_PATH_FORBIDDEN' } })
      t.match(answer.body.detail, new RegExp(allowed.path), 'it says what is allowed')
    }
    t.match(await add('inside', { folder: join(allowed.path, 'shop') }), { status: 201 })
    t.match(await add('new', { folder: join(allowed.path, 'shop', 'new') }), { status: 201 })
    const moved = { settings: { folder: other.path } }
    const answer = await call({ method: 'PATCH', url: '/v1/channels/inside', body: moved })
    t.match(answer, { status: 422, body: { key: 'settings.folder' } })
    const ids = (await call({ url: '/v1/channels' })).body.data.map(({ id }: { id: string }) => id)
    t.same(ids, ['inside', 'new'])
  })
})
