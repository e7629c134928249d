import { onEachDatabase } from '../../harness.ts'
import { buildDrawShop, mugs } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('draw: what cannot be meant is refused with its field and the fix', async (t) => {
    const shop = await buildDrawShop(t, kind, { crm: true })
    const automatic = await shop.launch()
    const unique = (await shop.write({ coupon: 'unique', endsAt: '2026-03-03T12:00:00.000Z' })).body
    const coupon = { kind: 'coupon', title: 'C', quantity: 1 }
    const cases: [object, RegExp][] = [
      [{ entryUntil: '2026-03-01T00:00:00.000Z' }, /^#\/entryUntil is not after entryFrom/],
      [
        { entryFrom: '2026-01-01T00:00:00.000Z', entryUntil: '2026-01-02T00:00:00.000Z' },
        /^#\/entryUntil is over: write a time after/
      ],
      [{ drawAt: '2026-03-02T12:00:00.000Z' }, /^#\/drawAt is before entryUntil: write/],
      [{ drawAt: '2028-03-02T12:00:00.000Z' }, /^#\/drawAt is more than 366 days/],
      [{ prizes: [{ ...mugs, sku: 'NO' }] }, /^#\/prizes\/0\/sku "NO" is no SKU of the catalog/],
      [
        { prizes: [{ ...coupon, promotionId: 'prm_no' }] },
        /^#\/prizes\/0\/promotionId "prm_no" is/
      ],
      [
        { prizes: [{ ...coupon, promotionId: automatic.id }] },
        /is none: winners get codes that count/
      ],
      [
        { prizes: [{ ...coupon, promotionId: unique.id }] },
        /ends at .*: name one that lasts beyond/
      ],
      [
        { prizes: [mugs, { ...mugs, quantity: 10_000 }] },
        /^#\/prizes are 10002 units: 10000 are the most/
      ],
      [{ prizes: [] }, /prizes/],
      [{ prizes: [{ ...mugs, points: 3 }] }, /points/],
      [{ prizes: [{ kind: 'car' }] }, /kind/],
      [{ sources: ['luck'] }, /sources/],
      [{ entriesPerCustomer: 0 }, /entriesPerCustomer/]
    ]
    for (const [input, expected] of cases) {
      const { status, body, text } = await shop.plan(input)
      t.equal(status, 400, text)
      t.match(`${body.errors[0].pointer} ${body.errors[0].detail}`, expected)
    }
    t.match(await shop.call({ url: '/v1/draws/drw_no' }), { status: 404 })
    t.match(await shop.call({ url: '/v1/draws/drw_no/proof' }), { status: 404 })
    t.match(await shop.call({ url: '/v1/draws', as: 'buyer' }), { status: 403 })
  })

  t.test('draw: without crm things can be won, and nothing else', async (t) => {
    const shop = await buildDrawShop(t, kind)
    const points = { kind: 'points', title: 'P', quantity: 1, points: 5 }
    t.match(await shop.plan({ prizes: [points] }), {
      status: 400,
      body: { errors: [{ pointer: '#/prizes/0/kind', detail: /crm, which is off: write thing/ }] }
    })
    t.match(await shop.plan(), { status: 201 })
  })

  t.test('draw: without an encryption key none is made, and what to do is said', async (t) => {
    const shop = await buildDrawShop(t, kind, { config: { encryptionKey: undefined } })
    t.match(await shop.plan(), {
      status: 409,
      body: { code: 'DRAW_KEY_MISSING', detail: /^set encryptionKey in the config/ }
    })
  })
})
