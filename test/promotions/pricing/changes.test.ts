import { onEachDatabase } from '../../harness.ts'
import { buildShop, start } from './shop.ts'

onEachDatabase(async (test, kind) => {
  await test.test('every list price change is in the log, whoever writes it', async (t) => {
    const shop = await buildShop(t, kind)
    const id = await shop.addSku('MUG')
    await shop.put(`/v1/variants/${id}/prices`, {
      prices: [
        { amountMinor: 11_000, currency: 'CNY' },
        { amountMinor: 1_500, currency: 'USD' }
      ]
    })
    await shop.put(`/v1/variants/${id}/prices`, {
      prices: [{ amountMinor: 11_000, currency: 'CNY' }]
    })
    const log = await shop.changesOf('MUG')
    t.match(log, [
      { currency: 'CNY', oldMinor: null, newMinor: 10_000, changeBps: null, source: 'catalog' },
      { currency: 'CNY', oldMinor: 10_000, newMinor: 11_000, changeBps: 1_000, state: 'applied' },
      { currency: 'USD', oldMinor: null, newMinor: 1_500, overLimit: [] },
      { currency: 'USD', oldMinor: 1_500, newMinor: null, appliedAt: start }
    ])
    t.ok(
      log.every((change) => /^key_/.test(change.requestedBy)),
      'it says who'
    )
    t.same(await shop.openAlerts(), [])
    t.same(await shop.findings(), [])
  })

  await test.test('what is imported is logged in a batch, with what it was', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const text = 'sku,handle,title,price:CNY\nMUG,,,99.00\nCUP,cup,Cup,5.00\n'
    const headers = { 'content-type': 'text/csv' }
    const done = await shop.call({
      method: 'POST',
      url: '/v1/products/import',
      body: text,
      headers
    })
    t.match(done.body, { created: 1, rejected: 0 }, done.text)
    t.match(await shop.changesOf('MUG'), [{}, { oldMinor: 10_000, newMinor: 9_900 }])
    t.match(await shop.changesOf('CUP'), [{ oldMinor: null, newMinor: 500 }])
    t.same(await shop.findings(), [])
  })

  await test.test(
    'within the limits a wanted price is set at once; over them it waits',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      await shop.addSku('CUP')
      const asked = await shop.post(
        '/v1/prices/changes',
        {
          currency: 'CNY',
          reason: 'spring',
          items: [
            { sku: 'MUG', newMinor: 12_000 },
            { sku: 'CUP', newMinor: 12_001 }
          ]
        },
        'marketer'
      )
      t.match(asked, { status: 201, body: { data: [{ state: 'applied' }, { state: 'proposed' }] } })
      const [, waiting] = asked.body.data
      t.match(waiting, {
        oldMinor: 10_000,
        overLimit: ['change'],
        changeBps: 2_001,
        reason: 'spring'
      })
      t.equal(await shop.priceOf('MUG'), 12_000)
      t.equal(await shop.priceOf('CUP'), 10_000)
      t.same(await shop.openAlerts(), [`price.approval-waiting ${waiting.id}`])

      const ids = { ids: [waiting.id] }
      t.equal((await shop.post('/v1/prices/changes/approve', ids, 'marketer')).status, 403)
      const done = await shop.post('/v1/prices/changes/approve', { ...ids, note: 'go' }, 'manager')
      t.match(done.body.data, [
        { state: 'applied', note: 'go', oldMinor: 10_000, decidedAt: start }
      ])
      t.not(done.body.data[0].decidedBy, done.body.data[0].requestedBy)
      t.equal(await shop.priceOf('CUP'), 12_001)
      t.same(await shop.openAlerts(), [])
      t.equal((await shop.changesOf('CUP')).length, 2, 'it is in the log once')
      const again = await shop.post('/v1/prices/changes/approve', ids, 'manager')
      t.match(again, { status: 409, body: { code: 'PRICE_CHANGE_CLOSED', state: 'applied' } })
      const audit = await shop.call({ url: `/v1/audit?subjectId=${waiting.id}&limit=100` })
      const actions = audit.body.data.map(({ action }: { action: string }) => action).sort()
      t.same(actions, ['price-change.applied', 'price-change.approve', 'price-change.request'])
      t.same(await shop.findings(), [])
    }
  )

  await test.test(
    'nobody approves what they asked for, and all of a decision counts or none',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      await shop.addSku('CUP')
      const ask = async (sku: string, as: 'manager' | 'marketer') => {
        const body = { currency: 'CNY', reason: 'x', items: [{ sku, newMinor: 20_000 }] }
        return (await shop.post('/v1/prices/changes', body, as)).body.data[0].id as string
      }
      const ids = [await ask('CUP', 'marketer'), await ask('MUG', 'manager')]
      const own = await shop.post('/v1/prices/changes/approve', { ids }, 'manager')
      t.match(own, { status: 403, body: { code: 'PRICE_CHANGE_OWN', id: ids[1] } })
      t.equal(await shop.priceOf('CUP'), 10_000, 'the other one neither')
      const unknown = await shop.post('/v1/prices/changes/reject', { ids: [ids[0], 'pch_0'] })
      t.match(unknown, { status: 404, body: { code: 'NOT_FOUND', id: 'pch_0' } })
      const rejected = await shop.post('/v1/prices/changes/reject', { ids: [ids[0]], note: 'no' })
      t.match(rejected.body.data, [{ state: 'rejected', note: 'no' }])
      const canceled = await shop.post('/v1/prices/changes/cancel', { ids: [ids[1]] }, 'manager')
      t.match(canceled.body.data, [{ state: 'canceled' }])
      t.same(await shop.openAlerts(), [])
      t.equal(await shop.priceOf('MUG'), 10_000)
      const open = await shop.call({ url: '/v1/prices/changes?state=proposed' })
      t.same(open.body.data, [])
    }
  )

  await test.test(
    'a price written over a limit alerts until somebody else approves it',
    async (t) => {
      const shop = await buildShop(t, kind)
      const id = await shop.addSku('MUG')
      const prices = [{ amountMinor: 100, currency: 'CNY' }]
      await shop.put(`/v1/variants/${id}/prices`, { prices }, 'manager')
      const change = (await shop.changesOf('MUG')).at(-1)
      t.match(change, { overLimit: ['change'], state: 'applied', decidedBy: null })
      t.same(await shop.openAlerts(), [`price.unapproved-change ${change.id}`])
      const ids = { ids: [change.id] }
      t.equal((await shop.post('/v1/prices/changes/approve', ids, 'manager')).status, 403)
      const approved = await shop.post('/v1/prices/changes/approve', ids)
      t.match(approved.body.data, [{ state: 'applied', decidedAt: start }])
      t.same(await shop.openAlerts(), [])
    }
  )

  await test.test('a price for later is set when its time comes', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`
    const ask = async (newMinor: number, effectiveAt: string) => {
      const items = [{ sku: 'MUG', newMinor }]
      const body = { currency: 'CNY', reason: 'plan', effectiveAt, items }
      return (await shop.post('/v1/prices/changes', body, 'marketer')).body.data[0]
    }
    const first = await ask(11_000, at(5))
    const second = await ask(9_500, at(9))
    const over = await ask(30_000, at(7))
    t.match(
      [first, second, over],
      [{ state: 'approved' }, { state: 'approved' }, { state: 'proposed' }]
    )
    await shop.post('/v1/prices/changes/approve', { ids: [over.id] })
    t.equal(await shop.priceOf('MUG'), 10_000, 'approved is not applied')

    const applyDue = async () => {
      await shop.engine.transaction((tx) => tx.enqueue('pricing.apply-due', [{ payload: {} }]))
      await shop.settled()
    }
    shop.clock.set(at(5))
    await applyDue()
    t.equal(await shop.priceOf('MUG'), 11_000)
    shop.clock.set(at(8))
    await applyDue()
    t.equal(await shop.priceOf('MUG'), 30_000, 'what was approved is applied, however far it goes')
    shop.clock.set(at(10))
    await applyDue()
    t.equal(await shop.priceOf('MUG'), 30_000)
    t.match(
      (await shop.changesOf('MUG')).find(({ id }) => id === second.id),
      {
        state: 'proposed',
        oldMinor: 30_000,
        overLimit: ['change']
      },
      'what nobody approved is looked at again'
    )
    t.same(await shop.openAlerts(), [`price.approval-waiting ${second.id}`])
    t.same(await shop.findings(), [])
  })

  await test.test(
    'several changes of one price that are due at once end at the last',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      for (const [newMinor, day] of [
        [9_000, 6],
        [11_000, 4],
        [10_000, 5]
      ]) {
        await shop.post('/v1/prices/changes', {
          currency: 'CNY',
          reason: 'plan',
          effectiveAt: `2026-03-0${day}T00:00:00.000Z`,
          items: [{ sku: 'MUG', newMinor }]
        })
      }
      shop.clock.set('2026-03-07T00:00:00.000Z')
      await shop.engine.transaction((tx) => tx.enqueue('pricing.apply-due', [{ payload: {} }]))
      await shop.settled()
      t.equal(await shop.priceOf('MUG'), 9_000)
      const log = (await shop.changesOf('MUG')).slice(1)
      t.same(
        log.map(({ oldMinor, newMinor }) => [oldMinor, newMinor]),
        [
          [10_000, 9_000],
          [10_000, 11_000],
          [11_000, 10_000]
        ]
      )
      t.same(await shop.findings(), [])
    }
  )

  await test.test(
    'what cannot be meant is refused, naming the field, and nothing is done',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      const body = { currency: 'CNY', reason: 'x', items: [{ sku: 'MUG', newMinor: 10_500 }] }
      const refusals: [object, object][] = [
        [{ items: [...body.items, { sku: 'NONE', newMinor: 1 }] }, { field: '#/items/1/sku' }],
        [{ items: [...body.items, ...body.items] }, { field: '#/items/1/sku' }],
        [{ effectiveAt: '2026-03-01T00:00:00.000Z' }, { field: '#/effectiveAt' }],
        [{ currency: 'XXA' }, { code: 'CURRENCY_UNKNOWN' }],
        [{ items: [{ sku: 'MUG', newMinor: -1 }] }, { code: 'VALIDATION_FAILED' }],
        [{ reason: '' }, { code: 'VALIDATION_FAILED' }]
      ]
      for (const [more, problem] of refusals) {
        t.match((await shop.post('/v1/prices/changes', { ...body, ...more })).body, problem)
      }
      t.equal(await shop.priceOf('MUG'), 10_000)
      t.equal((await shop.changesOf('MUG')).length, 1)
    }
  )
})
