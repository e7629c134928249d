import { onEachDatabase } from '../../harness.ts'
import { buildEnrolmentShop, mug, startsAt } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('event: what cannot be meant is refused with its field and the fix', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const refused = async (rules: readonly object[], more: object = {}) => {
      const { status, body, text } = await shop.announce(rules, more)
      t.equal(status, 400, text)
      return body.errors.map(
        (one: { pointer: string; detail: string }) => `${one.pointer} ${one.detail}`
      )
    }
    const cases: [readonly object[], object, RegExp][] = [
      [[], { channelId: null }, /^#\/channelId is missing, as platform is: give one/],
      [[], { enrolUntil: '2026-03-01T00:00:00.000Z' }, /^#\/enrolUntil is not after enrolFrom/],
      [[], { enrolUntil: '2026-04-01T00:00:00.000Z' }, /^#\/enrolUntil is after the event: write/],
      [[], { endsAt: startsAt }, /^#\/endsAt is not after startsAt/],
      [
        [],
        {
          ...{ startsAt: '2026-02-01T00:00:00.000Z', endsAt: '2026-02-02T00:00:00.000Z' },
          ...{ enrolFrom: '2026-01-01T00:00:00.000Z', enrolUntil: '2026-01-02T00:00:00.000Z' }
        },
        /^#\/endsAt is over: write a time after/
      ],
      [[], { endsAt: '2027-04-01T00:00:00.000Z' }, /^#\/endsAt is more than 366 days/],
      [[], { currency: 'USD' }, /^#\/currency nothing has a price in USD: the shop has CNY/],
      [
        [{ kind: 'maxPrice', of: 'lowest', rateBps: 9000 }],
        {},
        /^#\/rules\/0\/days is missing: say/
      ],
      [
        [{ kind: 'maxPrice', of: 'list', days: 3, rateBps: 9000 }],
        {},
        /^#\/rules\/0\/days means nothing/
      ],
      [
        [{ kind: 'stock', minUnits: 9, maxUnits: 8 }],
        {},
        /^#\/rules\/0\/maxUnits is below minUnits/
      ],
      [
        [{ kind: 'minMargin' }, { kind: 'minMargin' }],
        {},
        /^#\/rules\/1 is there twice: leave one out/
      ],
      [[{ kind: 'scope', scope: {} }], {}, /^#\/rules\/0\/scope leaves nothing out/],
      [
        [{ kind: 'scope', scope: { categoryIds: ['cat_no'] } }],
        {},
        /^#\/rules\/0\/scope\/categoryIds\/0 "cat_no" is the id of no category/
      ],
      [
        [{ kind: 'material', name: 'a', type: 'text', minWidthPx: 3 }],
        {},
        /^#\/rules\/0\/minWidthPx is a size of images, the material is text/
      ],
      [
        [{ kind: 'material', name: 'a', type: 'image', minWidthPx: 3, maxWidthPx: 2 }],
        {},
        /^#\/rules\/0\/maxWidthPx is below minWidthPx/
      ],
      [
        [
          { kind: 'material', name: 'a', type: 'image' },
          { kind: 'material', name: 'a', type: 'text' }
        ],
        {},
        /^#\/rules\/1\/name a is there twice/
      ],
      [[{ kind: 'luck' }], {}, /kind/],
      [[{ kind: 'stock' }], {}, /rules\/0/],
      [[{ kind: 'unitsSold', days: 0, units: 1 }], {}, /rules\/0\/days/]
    ]
    for (const [rules, more, expected] of cases) t.match(await refused(rules, more), [expected])
    t.ok(
      (await refused([{ kind: 'stock', minUnits: 9, maxUnits: 8 }], { currency: 'USD' })).length > 1
    )
  })

  t.test('enrolment: what cannot be promised is refused with its field and the fix', async (t) => {
    const shop = await buildEnrolmentShop(t, kind, { MUG: 50 }, { crm: true })
    const event = await shop.event()
    const forNew = await shop.write({
      ...{ class: 'item', conditions: { firstOrder: true } },
      reward: { kind: 'fixedPrice', unitPriceMinor: 100 }
    })
    const dear = await shop.write({ reward: { kind: 'percentOff', percentBps: 1000 } })
    const late = await shop.write({
      class: 'item',
      reward: { kind: 'fixedPrice', unitPriceMinor: 100 },
      startsAt: '2026-03-06T00:00:00.000Z'
    })
    const over = await shop.launch({
      class: 'item',
      reward: { kind: 'fixedPrice', unitPriceMinor: 100 }
    })
    await shop.step(over.id, 'end')
    const cases: [readonly object[], object, RegExp][] = [
      [[{ ...mug, sku: 'NO' }], {}, /^#\/items\/0\/sku "NO" is no SKU of the catalog/],
      [[mug, mug], {}, /^#\/items\/1\/sku MUG is there twice/],
      [[mug], { materials: [{ name: 'a' }] }, /^#\/materials\/0 has neither a text nor a url/],
      [[mug], { materials: [{ name: 'a', text: 'a', url: 'https://a.example' }] }, /make two/],
      [[mug], { materials: [{ name: 'a', text: 'a', widthPx: 3 }] }, /no width and height/],
      [[mug], { promotionId: 'prm_no' }, /^#\/promotionId "prm_no" is the id of no promotion/],
      [[mug], { promotionId: over.id }, /^#\/promotionId .* has ended: name another/],
      [[mug], { promotionId: dear.body.id }, /^#\/items\/0\/priceMinor by .* MUG costs 9.00 when/],
      [[mug], { promotionId: late.body.id }, /MUG costs 10.00 when the event starts \(/],
      [
        [mug],
        { promotionId: forNew.body.id },
        /MUG costs 10.00 when .* \(for a first order only\)/
      ],
      [[{ ...mug, priceMinor: 0 }], {}, /items\/0\/priceMinor/],
      [[{ ...mug, reviews: { goodRateBps: 9000 } }], {}, /items\/0\/reviews/],
      [
        [{ ...mug, reviews: { goodRateBps: 1, source: 'a', asOfOn: '2026-03-03' } }],
        {},
        /^#\/items\/0\/reviews\/asOfOn is after today, 2026-03-02: give/
      ],
      [[], {}, /items/]
    ]
    for (const [items, more, expected] of cases) {
      const { status, body, text } = await shop.enrol(event, items, more)
      t.equal(status, 400, text)
      t.match(`${body.errors[0].pointer} ${body.errors[0].detail}`, expected)
    }
    t.match(await shop.enrol('pev_no', [mug]), {
      status: 400,
      body: { errors: [{ pointer: '#/eventId' }] }
    })
    t.match(await shop.call({ method: 'POST', url: '/v1/enrolments/enr_no/check' }), {
      status: 404
    })
    t.match(await shop.call({ url: '/v1/enrolments/enr_no' }), { status: 404 })
    const read = await shop.call({ url: '/v1/enrolments', as: 'clerk' })
    t.match(read, { status: 403, body: { permission: 'enrolments:read' } })
    const written = { url: '/v1/enrolments', body: { eventId: event, items: [mug] } }
    t.match(await shop.call({ method: 'POST', as: 'analyst', ...written }), { status: 403 })
  })
})
