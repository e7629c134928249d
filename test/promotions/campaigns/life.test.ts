import { onEachDatabase } from '../../harness.ts'
import { buildCampaignShop, type CampaignShop, closesAt, liveAt } from './shop.ts'

const flash = (quantity: number) => ({
  class: 'item',
  reward: {
    kind: 'flash',
    items: [{ sku: 'MUG', unitPriceMinor: 500, quantity, perCustomer: 2 }]
  }
})

const stateOf = async (shop: CampaignShop, promotionId: string) =>
  (await shop.call({ url: `/v1/promotions/${promotionId}` })).body.state

async function reservedOf(shop: CampaignShop, sku: string): Promise<number> {
  const variant = (await shop.engine.use('catalog').variantsBySku(shop.engine.db, [sku])).get(sku)!
  const level = await shop.engine.db
    .selectFrom('stockLevels')
    .select('reserved')
    .where('variantId', '=', variant.id)
    .executeTakeFirstOrThrow()
  return level.reserved
}

onEachDatabase(async (t, kind) => {
  t.test('life: what it gives ends when it closes, whenever its job comes', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 20 })
    const group = await shop.draft({
      class: 'item',
      reward: {
        ...{ kind: 'group', items: [{ sku: 'MUG', unitPriceMinor: 600 }] },
        ...{ membersMin: 2, fillWithinMinutes: 60 * 24 * 5 }
      }
    })
    const { id } = await shop.run([await shop.draft(), group])
    const total = async () => (await shop.order({ MUG: 1 })).body.totalMinor
    const open = () => shop.call({ method: 'POST', url: `/v1/promotions/${group}/groups` })
    t.match((await open()).body, { deadlineAt: closesAt })
    shop.clock.set('2026-03-04T23:59:59.999Z')
    t.equal(await total(), 900)
    shop.clock.set(closesAt)
    t.equal(await total(), 1000)
    t.match(await open(), { status: 409, body: { detail: new RegExp(`it ended at ${closesAt}`) } })
    const { body: quote } = await shop.evaluate({ MUG: 1 })
    t.match(quote, { refused: [{ detail: `it ended at ${closesAt}` }] })
    const later = '2026-03-06T00:00:00.000Z'
    t.match(await shop.change(id, { closesAt: later }), { status: 200 })
    t.equal(await total(), 900, 'it closes later now')
    shop.clock.set(later)
    t.equal(await total(), 1000)
    t.same(await shop.findings(), [])
  })

  t.test('life: moved by time, its promotions start and end with it', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 20 })
    const [ten, rush] = [await shop.draft(), await shop.draft(flash(5))]
    const teaserAt = '2026-03-02T12:00:00.000Z'
    const { body: planned } = await shop.plan([ten, rush], { teaserAt })
    t.match(planned, { state: 'draft', version: 1, promotionIds: [ten, rush].sort() })
    const { id } = planned
    await shop.work()
    t.match(await shop.campaign(id), { state: 'draft' })
    const stock = async () => (await shop.call({ url: `/v1/campaigns/${id}/stock` })).body.data
    t.match(await stock(), [{ sku: 'MUG', quantity: 5, left: 5, isLocked: false }])

    shop.clock.set(teaserAt)
    await shop.work()
    t.match(await shop.campaign(id), { state: 'teaser', version: 2 })
    t.equal(await stateOf(shop, ten), 'draft')

    shop.clock.set(liveAt)
    await Promise.all([shop.work(), shop.work(), shop.work()])
    t.match(await shop.campaign(id), { state: 'live', version: 3, launchedAt: liveAt })
    t.same([await stateOf(shop, ten), await stateOf(shop, rush)], ['live', 'live'])
    t.equal(await reservedOf(shop, 'MUG'), 5, 'its flash price has locked its units')
    t.match(await stock(), [{ sku: 'MUG', left: 5, isLocked: true }])
    const bought = await shop.order({ MUG: 1 }, { buyer: { externalId: 'a' } })
    t.match(bought, { status: 201 })
    t.match(await stock(), [{ taken: 1, left: 4 }])

    shop.clock.set(closesAt)
    await Promise.all([shop.work(), shop.work(), shop.work()])
    t.match(await shop.campaign(id), { state: 'closed', version: 4, endedAt: closesAt })
    t.same([await stateOf(shop, ten), await stateOf(shop, rush)], ['ended', 'ended'])
    t.equal(await reservedOf(shop, 'MUG'), 0, 'what was locked is free')
    await shop.work()
    t.match(await shop.campaign(id), { version: 4 })
    const acts = await shop.engine.db
      .selectFrom('auditLog')
      .select('action')
      .where('subjectId', '=', id)
      .orderBy('id')
      .execute()
    t.same(
      acts.map(({ action }) => action),
      ['campaign.create', 'campaign.announce', 'campaign.launch', 'campaign.close'],
      'each step once, however many workers came by'
    )
    t.same(await shop.findings(), [])
  })

  t.test(
    'life: by hand, with the version that was read; a wrong step names the legal ones',
    async (t) => {
      const shop = await buildCampaignShop(t, kind, { MUG: 20 })
      const ten = await shop.draft()
      const { body, headers } = await shop.plan([ten])
      t.equal(headers.etag, '"v1"')
      t.match(await shop.take(body.id, 'close'), {
        status: 409,
        body: { code: 'CAMPAIGN_STEP_ILLEGAL', legal: ['announce', 'launch', 'stop'] }
      })
      t.match(await shop.take(body.id, 'launch', { 'if-match': '"v7"' }), { status: 412 })
      t.match(await shop.take(body.id, 'launch', { 'if-match': '"v1"' }), {
        status: 200,
        body: { state: 'live', launchedAt: shop.clock.now() }
      })
      t.match(await shop.take(body.id, 'announce'), {
        status: 409,
        body: { legal: ['close', 'stop'], detail: 'it is live: it can close, stop' }
      })
      t.match(await shop.take(body.id, 'stop'), {
        body: { state: 'stopped', endReason: 'by hand' }
      })
      t.equal(await stateOf(shop, ten), 'ended')
      t.match(await shop.take(body.id, 'launch'), { status: 409, body: { legal: [] } })
      t.match(await shop.change(body.id, { title: 'X' }), {
        status: 409,
        body: { code: 'CAMPAIGN_FIXED', field: 'state' }
      })
      t.match(await shop.take('cmp_none', 'launch'), { status: 404 })
      t.same(await shop.findings(), [])
    }
  )

  t.test('teaser: codes are claimed ahead, and used once it is live', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 20 })
    const gift = await shop.draft({ coupon: 'unique', title: 'A tenth off' })
    await shop.call({
      method: 'POST',
      url: `/v1/promotions/${gift}/codes/generate`,
      body: { batch: 'a', count: 5 }
    })
    const content = { text: 'Soon', imageUrls: ['https://example.com/a.png'] }
    const { id } = (await shop.plan([gift], { content })).body
    const claim = (externalId: string) =>
      shop.call({
        method: 'POST',
        url: '/v1/coupons/claim',
        body: { promotionId: gift, channelId: 'direct', buyer: { externalId } }
      })
    t.match(await claim('a'), { status: 409, body: { code: 'COUPON_NOT_CLAIMABLE' } })
    t.match(await shop.call({ url: `/v1/campaigns/${id}/preview` }), { status: 404 })
    await shop.take(id, 'announce')
    const claimed = await claim('a')
    t.match(claimed, { status: 201 })
    t.match((await shop.call({ url: `/v1/campaigns/${id}/preview` })).body, {
      title: 'Spring sale',
      content,
      liveAt,
      promotions: [{ id: gift, title: 'A tenth off', isClaimable: true }]
    })
    const order = () =>
      shop.order({ MUG: 1 }, { codes: [claimed.body.code], buyer: { externalId: 'a' } })
    t.match(await order(), { status: 422 }, 'not before it is live')
    await shop.take(id, 'launch')
    t.match(await order(), { status: 201, body: { totalMinor: 900 } })
    t.match(await shop.figures(id), { totals: { orders: 1, discountMinor: 100 } })
    t.same(await shop.findings(), [])
  })

  t.test('life: what keeps it from going live is told, until it does; others go on', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 2 })
    const rush = await shop.draft(flash(5))
    const stuck = (await shop.plan([rush])).body
    const other = (await shop.plan([await shop.draft()])).body
    shop.clock.set(liveAt)
    await shop.work()
    await shop.work()
    t.match(await shop.campaign(stuck.id), { state: 'draft' })
    t.match(await shop.campaign(other.id), { state: 'live' })
    t.same(await shop.alerts(), ['campaign.stuck'])
    await shop.change(stuck.id, { liveAt: '2026-03-03T12:00:00.000Z' })
    t.same(await shop.alerts(), [], 'it is not due any more')
    shop.clock.set('2026-03-03T12:00:00.000Z')
    await shop.work()
    t.same(await shop.alerts(), ['campaign.stuck'])
    await shop.stockUp('MUG', 10)
    await shop.work()
    t.match(await shop.campaign(stuck.id), { state: 'live' })
    t.same(await shop.alerts(), [])
    t.same(await shop.findings(), [])
  })

  t.test('life: one whose time passes before it could go live is stopped', async (t) => {
    const shop = await buildCampaignShop(t, kind)
    const ten = await shop.draft()
    const { id } = (await shop.plan([ten])).body
    shop.clock.set(closesAt)
    await shop.work()
    t.match(await shop.campaign(id), { state: 'stopped', launchedAt: null })
    t.equal(await stateOf(shop, ten), 'ended')
  })

  t.test(
    'change: while it is live promotions join and start; what orders have used stays',
    async (t) => {
      const shop = await buildCampaignShop(t, kind, { MUG: 20 })
      const [ten, more] = [await shop.draft(), await shop.draft({ stackableWith: 'all' })]
      const { id } = await shop.run([ten])
      t.match(await shop.change(id, { goal: 'clearance' }), {
        status: 409,
        body: { code: 'CAMPAIGN_FIXED', field: 'goal' }
      })
      t.match(await shop.change(id, { promotionIds: [ten, more], budgetMinor: 500 }), {
        status: 200,
        body: { budgetMinor: 500, version: 3 }
      })
      t.equal(await stateOf(shop, more), 'live')
      await shop.order({ MUG: 1 })
      const [{ promotionId: used }] = await shop.promotionsOf(
        (await shop.order({ MUG: 1 })).body.id
      )
      const rest = [ten, more].filter((one) => one !== used)
      t.match(await shop.change(id, { promotionIds: rest }), {
        status: 409,
        body: { code: 'CAMPAIGN_FIXED', field: 'promotionIds' }
      })
      t.match(await shop.change(id, { promotionIds: [used] }), { status: 200 })
      await shop.take(id, 'close')
      t.same(
        [await stateOf(shop, used), await stateOf(shop, rest[0]!)],
        ['ended', 'live'],
        'who has left goes its own way'
      )
      t.same(await shop.findings(), [])
    }
  )
})
