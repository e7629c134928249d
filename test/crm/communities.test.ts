import fc from 'fast-check'
import { manualClock } from '#core/time'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { buildCrmShop } from './shop.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString()

async function open(test: Parameters<typeof buildCrmShop>[0], kind: DatabaseKind) {
  const clock = manualClock(day(0))
  const shop = await buildCrmShop(test, kind, { clock })
  const customers: string[] = []
  for (let at = 0; at < 6; at++) customers.push((await shop.customer({ name: `C${at}` })).id)
  const send = async (url: string, body?: unknown) => {
    const { status, body: answer, text } = await shop.post(url, body)
    if (status >= 300) throw new Error(text)
    return answer
  }
  const community = (more: object = {}) =>
    send('/communities', { title: 'Tea lovers', channelId: 'wechat', owner: 'Li Lei', ...more })
  const members = (indexes: readonly number[], more: object = {}) => ({
    members: indexes.map((at) => ({ customerId: customers[at]!, ...more }))
  })
  const figures = async (id: string, from: number, to: number) => {
    const url = `/v1/communities/${id}/figures?from=${day(from)}&to=${day(to)}`
    const { from: _, to: __, ...counts } = (await shop.call({ url })).body
    return counts
  }
  return { ...shop, clock, customers, send, community, members, figures }
}

onEachDatabase(async (t, kind) => {
  t.test('communities: joined, left and counted; said again, nothing changes', async (t) => {
    const shop = await open(t, kind)
    const { clock, send, members, figures } = shop
    const { id } = await shop.community({ externalId: 'g-1', capacity: 4 })
    t.match(await send(`/communities/${id}/join`, members([0, 1, 2, 2])), { joined: 3, known: 0 })
    t.match(await send(`/communities/${id}/join`, members([0, 1])), { joined: 0, known: 2 })
    t.match(await shop.post(`/communities/${id}/join`, members([0, 3, 4])), {
      status: 409,
      body: { code: 'COMMUNITY_FULL', capacity: 4, members: 3, joining: 2 }
    })
    t.match(await send(`/communities/${id}/join`, { members: [{ customerId: 'cus_none' }] }), {
      joined: 0,
      unknown: ['cus_none']
    })
    clock.set(day(10))
    t.match(await send(`/communities/${id}/leave`, members([2, 5])), { left: 1, absent: 1 })
    t.match(await send(`/communities/${id}/leave`, members([2])), { left: 0, absent: 1 })
    clock.set(day(12))
    t.match(await shop.post(`/communities/${id}/join`, members([2], { joinedAt: day(9) })), {
      status: 400,
      body: { errors: [{ pointer: '#/members/0/joinedAt' }] }
    })
    t.match(await shop.post(`/communities/${id}/join`, members([2], { joinedAt: day(13) })), {
      status: 400
    })
    t.match(await send(`/communities/${id}/join`, members([2], { joinedAt: day(11) })), {
      joined: 1
    })
    t.match(await shop.post(`/communities/${id}/leave`, members([2], { leftAt: day(10) })), {
      status: 400
    })
    clock.set(day(20))
    t.same(await figures(id, 0, 10), {
      ...{ members: 3, joined: 3, left: 0, membersDuring: 3, active: 0, activeRateBps: 0 }
    })
    t.match(await figures(id, 10, 11), { members: 2, joined: 0, left: 1, membersDuring: 2 })
    t.match(await figures(id, 10, 20), { members: 3, joined: 1, left: 1, membersDuring: 3 })
    t.same(await figures(id, 20, 21), {
      ...{ members: 3, joined: 0, left: 0, membersDuring: 3, active: 0, activeRateBps: 0 }
    })
    const list = async (query: string) =>
      (await shop.call({ url: `/v1/communities/${id}/members?${query}` })).body.data.length
    t.same([await list(''), await list('present=true'), await list('present=false')], [4, 3, 1])
    t.match(await shop.post('/communities', { ...taken }), {
      status: 409,
      body: { code: 'COMMUNITY_TAKEN', communityId: id }
    })
    const { body } = await shop.call({ url: '/v1/communities?channelId=wechat' })
    t.match(body.data, [{ id, members: 3, capacity: 4, owner: 'Li Lei', state: 'open' }])
    const patch = (change: object, match = '"v1"') =>
      shop.call({
        ...{ method: 'PATCH', url: `/v1/communities/${id}`, body: change },
        headers: { 'if-match': match }
      })
    t.match(await patch({ capacity: 2 }), { status: 422, body: { members: 3 } })
    t.match(await patch({ state: 'closed' }), { status: 200, body: { version: 2 } })
    t.equal((await patch({ title: 'x' })).status, 412)
    t.match(await shop.post(`/communities/${id}/join`, members([4])), {
      status: 409,
      body: { code: 'COMMUNITY_CLOSED' }
    })
    t.match(await send(`/communities/${id}/leave`, members([0])), { left: 1 })
    const timeline = await shop.call({ url: `/v1/customers/${shop.customers[2]}/timeline` })
    const kinds = timeline.body.data.map((entry: { kind: string }) => entry.kind)
    t.same(
      kinds.filter((one: string) => one.startsWith('community.')),
      ['community.joined', 'community.left', 'community.joined']
    )
    t.same(await shop.findings(), [])
  })

  t.test('communities: who takes part counts once, as a member and in time', async (t) => {
    const shop = await open(t, kind)
    const { clock, send, members, customers, figures } = shop
    const { id } = await shop.community()
    await send(`/communities/${id}/join`, members([0, 1, 2, 3]))
    const draw = await send(`/communities/${id}/activities`, {
      ...{ kind: 'draw', title: 'Spring draw', startsAt: day(1), endsAt: day(3) }
    })
    const photos = await send(`/communities/${id}/activities`, {
      ...{ kind: 'photoReview', title: 'Show your tea', startsAt: day(1) }
    })
    t.match(
      await shop.post(`/communities/${id}/activities`, {
        ...{ kind: 'draw', title: 'x', startsAt: day(3), endsAt: day(3) }
      }),
      { status: 400, body: { errors: [{ pointer: '#/endsAt' }] } }
    )
    const url = `/community-activities/${draw.id}/participations`
    const took = (indexes: readonly number[], more: object = {}) => ({
      participations: indexes.map((at) => ({ customerId: customers[at]!, ...more }))
    })
    t.equal((await shop.post(url, took([0]))).status, 400, 'it has not begun')
    clock.set(day(2))
    t.match(await send(url, took([0, 1, 5])), { added: 2, known: 0, absent: [customers[5]] })
    t.match(await send(url, took([0, 0])), { added: 0, known: 1 })
    const both = await Promise.all([send(url, took([2])), send(url, took([2]))])
    t.same(both.map(({ added }) => added).sort(), [0, 1])
    clock.set(day(4))
    t.equal((await shop.post(url, took([3]))).status, 400, 'it is over')
    t.match(await send(url, took([3], { tookPartAt: day(2) })), { added: 1 })
    await send(
      `/community-activities/${photos.id}/participations`,
      took([0], { reference: 'photo 17' })
    )
    t.match(await figures(id, 0, 5), { members: 4, active: 4, activeRateBps: 10_000 })
    t.match(await figures(id, 3, 5), { membersDuring: 4, active: 1, activeRateBps: 2500 })
    const { body } = await shop.call({ url: `/v1/communities/${id}/activities` })
    t.match(body.data, [
      { kind: 'photoReview', participants: 1 },
      { kind: 'draw', participants: 4 }
    ])
    const all = await shop.call({ url: `/v1${url}?limit=3` })
    t.equal(all.body.data.length, 3)
    t.ok(all.body.next)

    const exported = await shop.call({ url: `/v1/customers/${customers[0]}/export` })
    const { communities } = exported.body.areas
    t.match(communities, {
      memberships: [{ title: 'Tea lovers', joinedAt: day(0), leftAt: null }],
      participations: [{ kind: 'draw' }, { kind: 'photoReview', reference: 'photo 17' }]
    })
    await send(`/customers/${customers[0]}/erase`)
    const rows = await shop.engine.db.selectFrom('communityParticipations').selectAll().execute()
    t.notMatch(JSON.stringify(rows), /photo 17/)
    t.match(await figures(id, 0, 5), { members: 3, left: 1, active: 4 })
    t.same(await shop.findings(), [])
  })

  t.test('communities: places are dealt out by one at a time', async (t) => {
    const shop = await open(t, kind)
    const { id } = await shop.community({ capacity: 3 })
    const answers = await Promise.all(
      shop.customers.map((customerId) =>
        shop.post(`/communities/${id}/join`, { members: [{ customerId }] })
      )
    )
    t.equal(answers.filter(({ status }) => status === 200).length, 3)
    t.match((await shop.call({ url: `/v1/communities/${id}` })).body, { members: 3 })
  })

  t.test('communities: whatever is merged and taken apart, each is where they were', async (t) => {
    const shop = await open(t, kind)
    const { send, customers, figures } = shop
    const { id } = await shop.community()
    await send(`/communities/${id}/join`, shop.members([0, 1, 2]))
    const draw = await send(`/communities/${id}/activities`, {
      ...{ kind: 'draw', title: 'Draw', startsAt: day(0) }
    })
    await send(`/community-activities/${draw.id}/participations`, {
      participations: [0, 1, 3].map((at) => ({ customerId: customers[at]! }))
    })
    shop.clock.set(day(1))
    const before = await figures(id, 0, 1)
    t.match(before, { members: 3, active: 2 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { maxLength: 4 }),
        async (merges) => {
          const done: string[] = []
          for (const [from, into] of merges) {
            const body = { fromId: customers[from] }
            const { status } = await shop.post(`/customers/${customers[into]}/merge`, body)
            if (status === 200) done.push(customers[from]!)
          }
          const findings = await shop.findings()
          for (const customerId of done.reverse()) await send(`/customers/${customerId}/unmerge`)
          const after = await figures(id, 0, 1)
          return findings.length === 0 && JSON.stringify(after) === JSON.stringify(before)
        }
      ),
      { numRuns: 8 }
    )
    await send(`/customers/${customers[0]}/merge`, { fromId: customers[1] })
    t.match(await figures(id, 0, 1), { members: 2, active: 1 }, 'a customer counts once')
    t.match(await send(`/communities/${id}/leave`, shop.members([1])), { left: 1 })
    t.match((await shop.call({ url: `/v1/communities/${id}` })).body, { members: 1 })
    t.same(await shop.findings(), [])
  })
})

const taken = { title: 'Again', channelId: 'wechat', owner: 'Han Mei', externalId: 'g-1' }
