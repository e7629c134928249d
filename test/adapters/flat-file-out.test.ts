import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import { manualClock } from '#core/time'
import { testFolder } from './flat-file-folder.ts'

function outFolder(test: Test) {
  const folder = testFolder(test)
  const clock = manualClock('2026-03-01T00:00:00.000Z')
  const client = folder.client({ settings: { outFolder: folder.path }, clock })
  const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')
  return { ...folder, clock, client, read }
}

const stock = (sku: string, quantity: number, sequence: number) => ({
  externalListingId: sku,
  sku,
  quantity,
  sequence
})

t.test(
  'stock: the file shows everything, a write changes what it names, formulas are made harmless',
  async (t) => {
    const { client, clock, read, path } = outFolder(t)
    const outcomes = await client.writeStock([stock('MUG', 5, 1), stock('=SUM(A1)', 2, 2)])
    t.same(outcomes, [{ status: 'done' }, { status: 'done' }])
    clock.advance(60_000)
    await client.writeStock([stock('MUG', 3, 3)])
    t.equal(
      read('stock.csv'),
      'listing,sku,quantity,updated_at,sequence\n' +
        'MUG,MUG,3,2026-03-01T00:01:00.000Z,3\n' +
        "'=SUM(A1),'=SUM(A1),2,2026-03-01T00:00:00.000Z,2\n"
    )
    t.same(readdirSync(path), ['stock.csv'], 'nothing temporary is left')
    const shown = await client.readStock(['MUG', '=SUM(A1)', 'GONE'])
    t.same(
      [...shown],
      [
        ['MUG', 3],
        ['=SUM(A1)', 2]
      ]
    )
  }
)

t.test(
  'stock: an older write after a newer changes nothing; writes at once lose nothing',
  async (t) => {
    const { client } = outFolder(t)
    await client.writeStock([stock('MUG', 1, 9)])
    await client.writeStock([stock('MUG', 7, 8)])
    t.equal((await client.readStock(['MUG'])).get('MUG'), 1)
    const skus = Array.from({ length: 20 }, (_, index) => `S${index}`)
    await Promise.all(skus.map((sku, index) => client.writeStock([stock(sku, index, index + 1)])))
    t.same(
      [...(await client.readStock(skus)).values()],
      skus.map((_, index) => index)
    )
  }
)

t.test('stock: a folder that is not there is an error to try again after', async (t) => {
  const folder = testFolder(t)
  const client = folder.client({ settings: { outFolder: join(folder.path, 'gone') } })
  const error = await client.writeStock([stock('MUG', 1, 1)]).catch((thrown: unknown) => thrown)
  t.match(client.classify(error), { action: 'retry', reason: /ENOENT/ })
})

t.test('shipments: one file for each write, the same one for the same key', async (t) => {
  const { client, read, path } = outFolder(t)
  const shipment = {
    shipmentId: 'shp_1',
    orderExternalId: '#1001',
    carrier: 'SF',
    trackingNumber: '+8612345',
    shippedAt: '2026-03-01T00:00:00.000Z',
    lines: [
      { externalId: '1', quantity: 2 },
      { externalId: '2', quantity: 1 }
    ]
  }
  t.same(await client.confirmShipments([shipment], 'key-1'), [{ status: 'done' }])
  await client.confirmShipments([shipment], 'key-1')
  const [name, ...more] = readdirSync(path)
  t.same(more, [])
  t.equal(
    read(name!),
    'shipment,order,carrier,tracking_number,shipped_at,line,quantity\n' +
      "shp_1,#1001,SF,'+8612345,2026-03-01T00:00:00.000Z,1,2\n" +
      "shp_1,#1001,SF,'+8612345,2026-03-01T00:00:00.000Z,2,1\n"
  )
  await client.confirmShipments([shipment], 'key-2')
  t.equal(readdirSync(path).length, 2)
})

t.test('what is written is never read back in as orders', async (t) => {
  const { client, path } = outFolder(t)
  await client.writeStock([stock('MUG', 5, 1)])
  t.ok(existsSync(join(path, 'stock.csv')))
  t.same(await client.orders.listSources(), [])
})

t.test('without a folder to write to each item is rejected by name', async (t) => {
  const client = testFolder(t).client()
  t.match(await client.writeStock([stock('MUG', 1, 1)]), [
    { status: 'rejected', code: 'OUT_FOLDER_MISSING' }
  ])
  t.match(await client.confirmShipments([], 'key'), [])
})
