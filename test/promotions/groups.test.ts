import { definePlugin } from '#core/plugin'
import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

const groupOf = (membersMin: number, more: Record<string, unknown> = {}) => ({
  class: 'item',
  reward: {
    kind: 'group',
    items: [{ sku: 'MUG', unitPriceMinor: 600 }],
    membersMin,
    fillWithinMinutes: 60
  },
  ...more
})

async function open(shop: PromotionShop, promotionId: string) {
  const opened = await shop.call({ method: 'POST', url: `/v1/promotions/${promotionId}/groups` })
  if (opened.status !== 201) throw new Error(opened.text)
  return opened.body
}

const join = (shop: PromotionShop, groupId: string, name: string, units = 1) =>
  shop.order({ MUG: units }, { groupId, buyer: { email: `${name}@example.com` } })

async function groupNow(shop: PromotionShop, id: string) {
  const { body } = await shop.call({ url: `/v1/promotion-groups/${id}` })
  return body
}

/** What the audit log says was done to a group. */
async function actsOn(shop: PromotionShop, groupId: string): Promise<string[]> {
  const rows = await shop.engine.db
    .selectFrom('auditLog')
    .select('action')
    .where('subjectId', '=', groupId)
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}

onEachDatabase(async (t, kind) => {
  t.test('group: filled by its last member, and full for everybody after', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20 })
    const sale = await shop.launch(groupOf(3))
    const group = await open(shop, sale.id)
    t.match(group, { state: 'open', members: 0, membersMin: 3, promotionId: sale.id })
    t.match(await shop.order({ MUG: 1 }), { body: { totalMinor: 1000 } }, 'alone: the list price')
    const joined = [await join(shop, group.id, 'a'), await join(shop, group.id, 'b', 2)]
    t.match(joined, [{ body: { totalMinor: 600 } }, { body: { totalMinor: 1200 } }])
    t.match(await join(shop, group.id, 'A'), {
      status: 409,
      body: { code: 'GROUP_JOINED_ALREADY' }
    })
    t.match(await groupNow(shop, group.id), { state: 'open', members: 2 })
    joined.push(await join(shop, group.id, 'c'))
    const full = await groupNow(shop, group.id)
    t.match(full, { state: 'filled', members: 3, orders: [{}, {}, {}] })
    t.same(await actsOn(shop, group.id), ['group.open', 'group.fill'])
    t.match(await join(shop, group.id, 'd'), { status: 409, body: { code: 'GROUP_FULL' } })
    await shop.act(joined[0]!.body.id, 'cancel', {})
    t.match(await groupNow(shop, group.id), { state: 'filled' }, 'filled is filled')
    t.same(await shop.findings(), [])
  })

  t.test('group: a place is that of whom the customer is part of', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20 }, { crm: true })
    const sale = await shop.launch(groupOf(5))
    const [first, second] = [await open(shop, sale.id), await open(shop, sale.id)]
    t.match(await join(shop, first.id, 'a'), { status: 201 })
    t.match(await join(shop, second.id, 'b'), { status: 201 })
    const { engine } = shop
    const [a, b] = await engine.use('crm').find(
      engine.db,
      ['a', 'b'].map((name) => ({
        ...{ channelId: 'direct', externalId: null },
        email: `${name}@example.com`
      }))
    )
    const act = async (id: string, step: string, body: object) => {
      const answer = await shop.call({ method: 'POST', url: `/v1/customers/${id}/${step}`, body })
      if (answer.status !== 200) throw new Error(answer.text)
    }
    const isIn = { status: 409, body: { code: 'GROUP_JOINED_ALREADY' } }
    await act(b!, 'merge', { fromId: a })
    t.match(await join(shop, first.id, 'b'), isIn, 'by the place of a')
    t.match(await join(shop, second.id, 'a'), isIn, 'by the place of b')
    await act(a!, 'unmerge', {})
    t.match(await join(shop, first.id, 'a'), isIn)
    t.match(await join(shop, first.id, 'b'), { status: 201 })
    t.match(await join(shop, second.id, 'a'), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test('group: 20 customers at once for 5 places: exactly 5 are in', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 50 })
    const sale = await shop.launch(groupOf(5))
    const group = await open(shop, sale.id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => join(shop, group.id, `b-${index}`))
    )
    t.equal(answers.filter(({ status }) => status === 201).length, 5)
    for (const { status, body } of answers) if (status !== 201) t.equal(body.code, 'GROUP_FULL')
    t.match(await groupNow(shop, group.id), { state: 'filled', members: 5 })
    t.same(await shop.levelOf('MUG'), { onHand: 50, allocated: 5 })
    t.same(await shop.findings(), [])
  })

  t.test('group: who cancels leaves it, and may come back', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20 })
    const sale = await shop.launch(groupOf(2))
    const group = await open(shop, sale.id)
    const first = await join(shop, group.id, 'a')
    await shop.act(first.body.id, 'cancel', {})
    t.match(await groupNow(shop, group.id), { members: 0, orders: [{ state: 'left' }] })
    t.same(await shop.findings(), [])
    t.match(await join(shop, group.id, 'a'), { status: 201 })
    t.match(await join(shop, group.id, 'b'), { status: 201 })
    t.match(await groupNow(shop, group.id), { state: 'filled', members: 2 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'group: an order in an open one is merged once it is full, in either direction',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
      const sale = await shop.launch(groupOf(2))
      for (const isInto of [true, false]) {
        const group = await open(shop, sale.id)
        const { body: joined } = await join(shop, group.id, 'a')
        const { body: plain } = await shop.order({ CUP: 1 }, { buyer: { email: 'a@example.com' } })
        const [target, source] = isInto ? [joined, plain] : [plain, joined]
        const merge = () => shop.act(target.id, 'merge', { orderIds: [source.id] })
        const reason = 'its group is not full yet: merge once it is'
        const refused = await merge()
        t.match(refused, {
          status: 409,
          body: { code: 'ORDER_NOT_MERGEABLE', orderId: joined.id, reason }
        })
        await join(shop, group.id, 'b')
        t.match(await merge(), { status: 200, body: { totalMinor: 1600 } })
      }
      t.same(await shop.findings(), [])
    }
  )

  t.test('group: not full in time, it fails with its orders; what was paid is due', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 20 }, { clock, start: true })
    const sale = await shop.launch(groupOf(3, { limits: { uses: 10 } }))
    const failing = await open(shop, sale.id)
    t.equal(failing.deadlineAt, '2026-03-01T01:00:00.000Z')
    const paid = await join(shop, failing.id, 'a')
    const unpaid = await join(shop, failing.id, 'b')
    await shop.act(paid.body.id, 'confirm-payment', {})
    clock.advance(30 * 60_000)
    const going = await open(shop, sale.id)
    await join(shop, going.id, 'c')
    clock.set('2026-03-01T01:00:00.000Z')
    t.match(await join(shop, failing.id, 'd'), { status: 409, body: { code: 'GROUP_OVER' } })
    t.match(await shop.usedOf(sale.id), { uses: 3 })
    await shop.engine.transaction((tx) => tx.enqueue('promotions.fail-groups', [{ payload: {} }]))
    await until(async () => (await groupNow(shop, failing.id)).state === 'failed')
    const orders = (await groupNow(shop, failing.id)).orders
    t.same(
      orders.map((one: { orderId: string; toRefundMinor: number }) => [
        one.orderId,
        one.toRefundMinor
      ]),
      [
        [paid.body.id, 600],
        [unpaid.body.id, 0]
      ].sort()
    )
    for (const id of [paid.body.id, unpaid.body.id]) {
      t.match((await shop.call({ url: `/v1/orders/${id}` })).body, { state: 'canceled' })
    }
    t.match(await shop.usedOf(sale.id), { uses: 1, spentMinor: 400 }, 'the other group goes on')
    t.same(await shop.levelOf('MUG'), { onHand: 20, allocated: 1 })
    t.match(await groupNow(shop, going.id), { state: 'open', members: 1 })
    t.same(await actsOn(shop, failing.id), ['group.open', 'group.fail'])
    t.match(await join(shop, failing.id, 'e'), { status: 409, body: { code: 'GROUP_OVER' } })
    t.same(await shop.findings(), [])
  })

  t.test('group: tells who listens which orders stand, and which are paid back', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const told: [string, unknown][] = []
    const listener = definePlugin({
      name: 'listener',
      needs: ['promotions'],
      setup(ctx) {
        for (const event of ['group.filled', 'group.failed'] as const) {
          ctx.on(event, async (_tx, batch) => {
            for (const one of batch) told.push([event, one])
          })
        }
      }
    })
    const shop = await buildPromotionShop(
      t,
      kind,
      { MUG: 20 },
      { clock, start: true, morePlugins: [listener] }
    )
    const sale = await shop.launch(groupOf(2))
    const [filled, failed] = [await open(shop, sale.id), await open(shop, sale.id)]
    const a = await join(shop, filled.id, 'a')
    const b = await join(shop, filled.id, 'b')
    const c = await join(shop, failed.id, 'c')
    await shop.act(c.body.id, 'confirm-payment', { amountMinor: 250 })
    clock.advance(60 * 60_000)
    await shop.engine.transaction((tx) => tx.enqueue('promotions.fail-groups', [{ payload: {} }]))
    await until(async () => (await groupNow(shop, failed.id)).state === 'failed')
    const promotionId = sale.id
    t.same(told, [
      [
        'group.filled',
        { groupId: filled.id, promotionId, orderIds: [a.body.id, b.body.id].sort() }
      ],
      [
        'group.failed',
        {
          groupId: failed.id,
          promotionId,
          orderIds: [c.body.id],
          refunds: [{ orderId: c.body.id, amountMinor: 250, currency: 'CNY' }],
          keptOrderIds: []
        }
      ]
    ])
  })

  t.test('group: what cannot be opened or joined is refused, and says why', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
    const openAt = (id: string) => shop.call({ method: 'POST', url: `/v1/promotions/${id}/groups` })
    const draft = (await shop.write(groupOf(2))).body
    t.match(await openAt(draft.id), { status: 409, body: { code: 'GROUP_NOT_OPENABLE' } })
    const ten = await shop.launch()
    t.match(await openAt(ten.id), { status: 409, body: { code: 'GROUP_NOT_OPENABLE' } })
    t.match(await openAt('prm_none'), { status: 404 })
    await shop.step(ten.id, 'end')
    await shop.step(draft.id, 'start')
    const group = await open(shop, draft.id)
    t.match(await join(shop, 'grp_none', 'a'), { status: 422, body: { code: 'GROUP_UNKNOWN' } })
    const buyer = { email: 'a@example.com' }
    const cup = await shop.order({ CUP: 1 }, { groupId: group.id, buyer })
    t.match(cup, { status: 422, body: { code: 'GROUP_NOT_APPLICABLE' } })
    const nobody = await shop.order({ MUG: 1 }, { groupId: group.id })
    t.match(nobody, { status: 422, body: { code: 'BUYER_MISSING' } })
    t.match(await groupNow(shop, group.id), { members: 0, orders: [] })
    const list = await shop.call({ url: `/v1/promotions/${draft.id}/groups?state=open` })
    t.match(list.body.data, [{ id: group.id }])
    t.same(await shop.findings(), [])
  })
})
