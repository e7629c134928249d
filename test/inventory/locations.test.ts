import { onEachDatabase, until } from '../harness.ts'
import { buildShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'stock over locations: what is saleable is their sum, and taken by priority',
    async (t) => {
      const shop = await buildShop(t, kind, {}, { start: true })
      await shop.addVariants(['MUG', 'CUP'])
      const { body: second } = await shop.post('/v1/locations', { name: 'Second', priority: 5 })
      await shop.stock({ MUG: 100, CUP: 10 })
      await shop.stock({ MUG: 120, CUP: 15 }, second.id)
      t.equal(await shop.availableOf('MUG'), 220)
      const { body } = await shop.call({ url: '/v1/stock/var_MUG' })
      t.strictSame(
        body.levels.map((level: { available: number }) => level.available).sort(),
        [100, 120]
      )

      await shop.allocate({ 'cup/1': ['CUP', 13] })
      t.equal((await shop.levelOf('CUP')).allocated, 10)
      t.equal((await shop.levelOf('CUP', second.id)).allocated, 3)

      await shop.call({
        method: 'PATCH',
        url: `/v1/locations/${second.id}`,
        body: { isEnabled: false },
        headers: { 'if-match': '"v1"' }
      })
      t.equal(await shop.availableOf('CUP'), 0)
      const isAnnounced = async () => (await shop.openAlerts('stock.out')).includes('var_CUP')
      await until(isAnnounced, { what: 'the announcement of what is sold out now' })
      const outdated = await shop.call({
        method: 'PATCH',
        url: `/v1/locations/${second.id}`,
        body: { name: 'Annex' },
        headers: { 'if-match': '"v1"' }
      })
      t.equal(outdated.body.code, 'VERSION_OUTDATED')
      const used = await shop.call({ method: 'DELETE', url: `/v1/locations/${second.id}` })
      t.equal(used.body.code, 'LOCATION_IN_USE')
      t.strictSame(await shop.findings(), [])
    }
  )

  t.test(
    'transfers: goods on their way are incoming, and what is missing is written off',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addVariants(['MUG'])
      await shop.stock({ MUG: 10 })
      const { body: there } = await shop.post('/v1/locations', { name: 'There' })
      const ship = (quantity: number) =>
        shop.post('/v1/transfers', {
          fromLocationId: 'loc_default',
          toLocationId: there.id,
          lines: [{ sku: 'MUG', quantity }]
        })
      t.match((await ship(11)).body, { code: 'STOCK_INSUFFICIENT', available: 10 })
      const { body: transfer } = await ship(6)
      t.equal(await shop.availableOf('MUG'), 4, 'what is on the road is not for sale')
      const levelThere = async () =>
        (await shop.call({ url: `/v1/stock?locationId=${there.id}` })).body.data[0]
      t.match(await levelThere(), { onHand: 0, incoming: 6 })
      const receive = (body: object) => shop.post(`/v1/transfers/${transfer.id}/receive`, body)
      const part = await receive({ lines: [{ sku: 'MUG', quantity: 4 }] })
      t.match(part.body, { state: 'in_transit', lines: [{ shipped: 6, received: 4 }] })
      const tooMany = await receive({ lines: [{ sku: 'MUG', quantity: 3 }] })
      t.equal(tooMany.body.code, 'TRANSFER_INVALID')
      const last = await receive({ lines: [{ sku: 'MUG', quantity: 1 }], isComplete: true })
      t.match(last.body, { state: 'received', lines: [{ shipped: 6, received: 5, lost: 1 }] })
      t.match(await levelThere(), { onHand: 5, incoming: 0 })
      t.equal(await shop.availableOf('MUG'), 9)
      t.strictSame(await shop.findings(), [])
    }
  )

  t.test('receipts: announced goods are incoming until they are booked in', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addVariants(['MUG'])
    const book = (path: string, quantity: number, more = {}) =>
      shop.post(`/v1/stock/${path}`, {
        reason: 'other',
        reference: 'PO-1',
        lines: [{ sku: 'MUG', quantity, ...more }]
      })
    t.match((await book('incoming', 10)).body.levels, [{ incoming: 10, available: 0 }])
    t.match((await book('receipts', 4, { isExpected: true })).body.levels, [
      { onHand: 4, incoming: 6 }
    ])
    t.match((await book('receipts', 2)).body.levels, [{ onHand: 6, incoming: 6 }])
    t.equal((await book('incoming', -7)).body.code, 'INCOMING_INSUFFICIENT')
    t.match((await book('incoming', -6)).body.levels, [{ onHand: 6, incoming: 0 }])
    t.strictSame(await shop.findings(), [])
  })

  t.test(
    'a variant that is counted from now on is available, or sold out, from now on',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addVariants(['MUG'], false)
      t.equal(await shop.availableOf('MUG'), undefined)
      await shop.write((tx) =>
        tx.emit('variant.changed', [
          {
            id: 'var_MUG',
            sku: 'MUG-2',
            productId: 'prd_MUG',
            title: 'Mug',
            isTracked: true,
            lifecycle: 'live'
          }
        ])
      )
      t.equal(await shop.availableOf('MUG'), 0)
      t.strictSame(await shop.openAlerts('stock.out'), ['var_MUG'])
      t.equal((await shop.call({ url: '/v1/stock/var_MUG' })).body.sku, 'MUG-2')
    }
  )

  t.test('bad input: is refused by name and changes nothing', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addVariants(['MUG'])
    const adjust = (line: object) =>
      shop.post('/v1/stock/adjustments', { reason: 'found', lines: [line] })
    t.match((await adjust({ sku: 'NONE', quantity: 1 })).body, {
      status: 422,
      code: 'STOCK_SKU_UNKNOWN'
    })
    const nowhere = await adjust({ sku: 'MUG', quantity: 1, locationId: 'loc_no' })
    t.match(nowhere.body, { status: 422, code: 'LOCATION_UNKNOWN' })
    t.equal((await adjust({ sku: 'MUG', quantity: 1.5 })).body.code, 'VALIDATION_FAILED')
    t.equal((await adjust({ sku: 'MUG', quantity: 2 ** 53 })).body.code, 'VALIDATION_FAILED')
    const keyless = await shop.call({
      method: 'POST',
      url: '/v1/stock/adjustments',
      body: { reason: 'found', lines: [{ sku: 'MUG', quantity: 1 }] }
    })
    t.equal(keyless.body.code, 'IDEMPOTENCY_KEY_MISSING')
    const { body } = await shop.call({ url: '/v1/stock' })
    t.strictSame(body.data, [])
    const batch = await shop.call({
      method: 'POST',
      url: '/v1/stock/batch',
      body: {
        reason: 'opening',
        items: [
          { sku: 'NONE', onHand: 1 },
          { sku: 'MUG', onHand: 3 }
        ]
      }
    })
    t.match(batch.body.outcomes, [
      { index: 0, status: 'rejected', problem: { code: 'STOCK_SKU_UNKNOWN' } },
      { index: 1, status: 'done', result: { onHand: 3 } }
    ])
  })
})
