import type { CompiledQuery } from 'kysely'
import { onEachDatabase } from '../harness.ts'
import { buildMemberShop, type MemberShop } from './membership-shop.ts'
import { day, fill, known, openSegmentShop } from './segment-shop.ts'
import { orderOf } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('live: membership follows what happens, once each, and tells it', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const { ann, bob, cy, dee } = await fill(shop)
    const loyal = { all: [{ tag: ['vip'] }, { orderCount: { atLeast: 2 } }] }
    await shop.segment('loyal', loyal)
    await shop.segment('above', { segment: ['loyal'] })
    await shop.segment('noted', { event: { kind: 'note.added' } })
    t.same(await shop.membersOf('loyal'), ['ann'])
    shop.told.length = 0

    const again = orderOf('5', { externalId: 'bob' }, { placedAt: day('2026-06-15') })
    await shop.intake([again])
    await shop.intake([again])
    t.same(await shop.membersOf('above'), ['ann', 'bob'], 'by an order, through another segment')
    t.same(shop.told.splice(0), ['segment.entered loyal', 'segment.entered above'])

    await shop.post(`/customers/${cy.id}/tags`, { tag: 'vip' })
    t.same(shop.told.splice(0), [], 'one order is too few')
    await shop.intake([{ ...again, status: 'canceled', modifiedAt: day('2026-06-16') }])
    t.same(await shop.membersOf('loyal'), ['ann'], 'an order that no longer counts')
    t.same(shop.told.splice(0).length, 2)

    await shop.call({ method: 'DELETE', url: `/v1/customers/${ann.id}/tags/vip` })
    t.same(await shop.membersOf('above'), [], 'by a tag')

    await shop.post(`/customers/${dee.id}/notes`, { text: 'Called' })
    t.same(await shop.membersOf('noted'), ['dee'], 'by an entry of the timeline')

    await shop.post(`/customers/${cy.id}/merge`, { fromId: bob.id })
    const { engine } = shop
    const summaries = await engine.use('crm').summaries(engine.db, [cy.id, dee.id])
    t.same(
      [...summaries.get(cy.id)!.segments].sort(),
      ['above', 'loyal'],
      'two make one of two orders'
    )
    t.same([...summaries.get(dee.id)!.segments], ['noted'])
    await shop.post(`/customers/${bob.id}/unmerge`)
    t.same(await shop.membersOf('loyal'), [])
    t.same(await shop.findings(), [])

    await shop.post(`/customers/${dee.id}/erase`)
    t.same(await shop.membersOf('noted'), [], 'who is erased is in no segment')
    t.same(await shop.findings(), [])
    const known = await engine.use('crm').known(engine.db, { segments: ['loyal', 'x'], tiers: [] })
    t.same([...known.segments], ['loyal'])
  })

  t.test('live: a tier', async (t) => {
    const member: MemberShop = await buildMemberShop(t, kind)
    const shop = await openSegmentShop(t, kind, member)
    await shop.segment('golden', { tier: ['gold'] })
    const ann = await member.buy('1', 'ann', 60_000)
    t.equal(await member.tierOf(ann), 'gold')
    t.same(await shop.membersOf('golden'), ['ann'])
    await member.buy('2', 'bob', 20_000)
    t.same(await shop.findings(), [])
  })

  t.test('live: a tier that a segment names is neither renamed nor deleted', async (t) => {
    const member: MemberShop = await buildMemberShop(t, kind)
    const shop = await openSegmentShop(t, kind, member)
    const { id } = await shop.segment('golden', { all: [{ none: [{ tier: ['gold', 'black'] }] }] })
    const { data } = (await shop.call({ url: '/v1/membership/tiers' })).body
    const rename = (handle: string, to: string) => {
      const {
        id: tierId,
        version: _,
        createdAt: __,
        updatedAt: ___,
        ...rest
      } = data.find((tier: { handle: string }) => tier.handle === handle)
      return member.put(`/membership/tiers/${tierId}`, { ...rest, handle: to })
    }
    const vetoed = {
      status: 409,
      body: { code: 'SEGMENT_NAMES_IT', tier: 'gold', segments: ['golden'] }
    }
    t.match(await rename('gold', 'goldie'), vetoed)
    t.match((await rename('gold', 'gold')).status, 200, 'all but the handle may change')
    const black = data.find((tier: { handle: string }) => tier.handle === 'black')
    const remove = () => shop.call({ method: 'DELETE', url: `/v1/membership/tiers/${black.id}` })
    t.match(await remove(), { status: 409, body: { tier: 'black' } })
    t.equal((await rename('silver', 'sterling')).status, 200, 'one that nothing names')
    t.equal((await shop.call({ method: 'DELETE', url: `/v1/segments/${id}` })).status, 204)
    t.equal((await rename('gold', 'goldie')).status, 200)
    t.equal((await remove()).status, 204)
    t.same(await shop.findings(), [])
  })

  t.test('live: time moves people, once a day', async (t) => {
    const shop = await openSegmentShop(t, kind)
    await fill(shop)
    await shop.segment('lapsed', { lastOrderDaysAgo: { atLeast: 7 } })
    await shop.segment('birthday', { birthday: { fromDays: 0, toDays: 0 } })
    await shop.refresh()
    t.same(await shop.membersOf('lapsed'), ['bob'])
    shop.clock.set(day('2026-06-17'))
    t.same(await shop.membersOf('lapsed'), ['bob'])
    await shop.refresh()
    t.same(await shop.membersOf('lapsed'), ['ann', 'bob'])
    shop.clock.set(day('2026-06-20'))
    await shop.refresh()
    t.same(await shop.membersOf('birthday'), ['ann'])
    shop.clock.set(day('2027-02-28'))
    await shop.refresh()
    t.same(await shop.membersOf('birthday'), ['bob'], 'who was born on 29 February')
  })

  t.test('live: nobody is in a segment for a moment because an order is split', async (t) => {
    const shop = await openSegmentShop(t, kind)
    await shop.segment('spenders', { spent: { currency: 'CNY', atLeastMinor: 5000 } })
    await shop.segment('returning', { event: { kind: 'order.placed', atLeastTimes: 2 } })
    await shop.intake([orderOf('1', { externalId: 'ann' }, { units: 4 })])
    const order = (await shop.call({ url: '/v1/orders?externalId=1' })).body.data[0]
    const lines = [{ lineId: order.lines[0].id, quantity: 2 }]
    const split = await shop.post(`/orders/${order.id}/split`, { lines })
    t.equal(split.status, 201, split.text)
    t.same(shop.told, [])
    await shop.refresh()
    t.same(shop.told, [], 'placed once')
    t.same(await shop.findings(), [])
  })

  t.test('live: a page of orders takes the same statements whatever its size', async (t) => {
    const shop = await openSegmentShop(t, kind)
    for (let at = 0; at < 5; at++) await shop.segment(`s${at}`, { orderCount: { atLeast: 1 + at } })
    const sizes: number[] = []
    for (const size of [2, 50]) {
      const orders = Array.from({ length: size }, (_, at) =>
        orderOf(`z${size}-${at}`, { externalId: `z${size}-${at}` })
      )
      let statements = 0
      await shop.engine.transaction((tx) => {
        const executor = tx.getExecutor()
        const execute = executor.executeQuery.bind(executor)
        executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
          if (/crm_segment/.test(query.sql)) statements++
          return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
        }
        const source = { channelId: 'chn_test', unknownSkus: 'createUntracked' as const }
        return shop.engine.use('orders').intake(tx, source, orders)
      })
      sizes.push(statements)
    }
    t.ok(sizes[0]! > 0, 'statements were seen')
    t.equal(sizes[1], sizes[0])
  })

  t.test('live: many changes of the same customers at once leave nobody behind', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const buyers = ['p', 'q', 'r']
    const made = await Promise.all(buyers.map((buyer) => shop.customer(known(buyer))))
    await shop.customer(known('first', { tags: ['vip'] }))
    await shop.segment('both', { all: [{ tag: ['vip'] }, { orderCount: { atLeast: 4 } }] })
    const order = (buyer: string, turn: number) =>
      orderOf(
        `${buyer}${turn}`,
        { externalId: buyer },
        { currency: turn % 2 === 0 ? 'CNY' : 'USD', placedAt: day(`2026-0${1 + turn}-10`) }
      )
    await Promise.all(
      buyers.flatMap((buyer, at) => [
        ...[0, 1, 2, 3].map((turn) => shop.intake([order(buyer, turn)])),
        shop.post(`/customers/${made[at].id}/tags`, { tag: 'vip' })
      ])
    )
    t.same(await shop.membersOf('both'), buyers)
    t.same(await shop.findings(), [])
  })
})
