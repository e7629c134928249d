import { buildTestEngine, onEachDatabase, until } from '../harness.ts'

const account = {
  id: 'sandbox',
  platform: 'sandbox',
  name: 'Sandbox (simulated)',
  simulate: true,
  seedCatalog: true,
  pullEverySeconds: 1,
  settings: { ordersPerMinute: 600, seed: 7 }
}

const config = {
  plugins: [
    'catalog',
    'inventory',
    'orders',
    { use: 'channels', options: { accounts: [account] } }
  ],
  adapters: ['sandbox']
}

onEachDatabase(async (t, kind) => {
  t.test('simulation: one setting gives a newcomer orders, stock and an alert', async (t) => {
    const first = await buildTestEngine(t, kind, config, { start: true })
    const get = async (url: string) => (await first.call({ url })).body.data
    await until(async () => (await get('/v1/orders?limit=5')).length === 5, { what: 'five orders' })
    const listings = await get('/v1/listings?limit=20')
    t.ok(listings.length > 0)
    t.ok(listings.every(({ variantId }: { variantId: string | null }) => variantId !== null))
    const isAboutStock = ({ kind: name }: { kind: string }) => name.startsWith('stock.')
    await until(async () => (await get('/v1/alerts?limit=100')).some(isAboutStock), {
      what: 'an alert about stock',
      timeoutMs: 60_000
    })
    const [stored] = await first.engine.db.selectFrom('channels').selectAll().execute()
    t.equal(stored!.secrets, null, 'what the stand-in made up is not kept')

    const products = (await get('/v1/products?limit=50')).length
    await first.engine.stop()
    const again = await buildTestEngine(t, kind, config, { start: true, database: first.database })
    t.equal(products, 12)
    t.equal((await again.call({ url: '/v1/products?limit=50' })).body.data.length, 12)
  })
})
