import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { whileMerging } from './merging.ts'
import { buildMessageShop } from './messages/shop.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

interface Total {
  currency: string
  orders: number
  netMinor: number
}

/** What a customer has, as far as merging and taking apart must keep it. */
async function holdings(shop: CrmShop, id: string) {
  const { state, emails, identities, tags, totals, consents } = await shop.read(id)
  const sums = totals.map(({ currency, orders, netMinor }: Total) => ({
    currency,
    orders,
    netMinor
  }))
  return { state, emails, identities, tags, totals: sums, consents }
}

async function merge(shop: CrmShop, fromId: string, intoId: string): Promise<void> {
  const answer = await shop.post(`/customers/${intoId}/merge`, { fromId })
  if (answer.status !== 200) throw new Error(answer.text)
}

async function unmerge(shop: CrmShop, id: string): Promise<void> {
  const answer = await shop.post(`/customers/${id}/unmerge`)
  if (answer.status !== 200) throw new Error(answer.text)
}

/** Five customers with an order, a contact, a tag and a word on two purposes each. */
async function five(shop: CrmShop): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < 5; at++) {
    const { id } = await shop.customer({
      emails: [`c${at}@example.com`],
      identities: [{ channelId: 'chn_test', externalId: `b${at}` }],
      tags: ['all', `only-${at}`]
    })
    const consent = { source: 'test', textVersion: '1', status: at % 2 ? 'granted' : 'withdrawn' }
    await shop.post(`/customers/${id}/consents`, { purpose: 'marketing.email', ...consent })
    await shop.post(`/customers/${id}/consents`, { purpose: `only.${at}`, ...consent })
    ids.push(id)
  }
  await shop.intake(
    ids.map((_, at) =>
      orderOf(`o${at}`, { externalId: `b${at}` }, { units: at + 1, ...(at === 3 && usd) })
    )
  )
  return ids
}

const usd = { currency: 'USD' }

onEachDatabase(async (t, kind) => {
  t.test('identities: added, refused when another has it, removed', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const one = await shop.customer()
    const other = await shop.customer()
    const identity = { channelId: 'chn_test', externalId: 'a/b c' }
    const add = (id: string) => shop.post(`/customers/${id}/identities`, identity)
    t.match((await add(one.id)).body.identities, [identity])
    t.match((await add(one.id)).body.identities, [identity], 'again changes nothing')
    t.match(await add(other.id), {
      status: 409,
      body: { code: 'IDENTITY_TAKEN', customerId: one.id }
    })
    await shop.intake([orderOf('1', { externalId: 'a/b c' })])
    t.match((await shop.read(one.id)).totals, [{ orders: 1 }])
    const url = `/v1/customers/${one.id}/identities/chn_test/${encodeURIComponent('a/b c')}`
    t.match(await shop.call({ method: 'DELETE', url }), { status: 200, body: { identities: [] } })
    t.equal((await shop.call({ method: 'DELETE', url })).status, 404)
    t.match((await shop.read(one.id)).totals, [{ orders: 1 }], 'its order stays')
    t.same(await shop.findings(), [])
  })

  t.test('merge: the other says where it went, and what it had is here', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const [a, b, c] = (await five(shop)) as [string, string, string]
    const before = await holdings(shop, a)
    await merge(shop, a, b)
    t.match(await shop.read(a), { state: 'merged', mergedInto: b, livingId: b, emails: [] })
    const both = await holdings(shop, b)
    t.same(both.emails, ['c0@example.com', 'c1@example.com'])
    t.same(both.tags, ['all', 'only-0', 'only-1'], 'a tag of both is one')
    t.same(both.totals, [{ currency: 'CNY', orders: 2, netMinor: 3000 }])
    t.match(
      both.consents.map(({ purpose, status }: Record<string, string>) => [purpose, status]),
      [
        ['marketing.email', 'withdrawn'],
        ['only.0', 'withdrawn'],
        ['only.1', 'granted']
      ],
      'whoever has withdrawn wins'
    )
    const refused = { status: 409, body: { code: 'CUSTOMER_MERGED', livingId: b } }
    const patch = { method: 'PATCH' as const, url: `/v1/customers/${a}`, body: { name: 'X' } }
    t.match(await shop.call(patch), refused)
    t.match(await shop.post(`/customers/${c}/merge`, { fromId: a }), refused)
    t.match(await shop.post(`/customers/${b}/merge`, { fromId: b }), {
      status: 409,
      body: { code: 'CUSTOMER_NOT_MERGEABLE' }
    })
    t.match(await shop.post(`/customers/${c}/unmerge`), {
      status: 409,
      body: { code: 'CUSTOMER_NOT_MERGED' }
    })
    const found = await shop.engine
      .use('crm')
      .find(shop.engine.db, [{ channelId: 'chn_test', externalId: 'b0' }])
    t.same(found, [b], 'who buys by the old name is the other now')
    await shop.intake([orderOf('later', { externalId: 'b0' }, { units: 4 })])
    t.match((await shop.read(b)).totals, [{ orders: 3, netMinor: 7000 }])
    await unmerge(shop, a)
    const after = await holdings(shop, a)
    t.same(after, { ...before, totals: [{ currency: 'CNY', orders: 2, netMinor: 5000 }] })
    t.match((await shop.read(b)).totals, [{ orders: 1, netMinor: 2000 }])
    const kinds = (await shop.call({ url: `/v1/customers/${b}/timeline` })).body.data.map(
      (entry: { kind: string }) => entry.kind
    )
    t.ok(kinds.includes('merged') && kinds.includes('unmerged'), 'history stays')
    t.same(await shop.findings(), [])
  })

  t.test('merge: a word after it holds for all, and a withdrawal outlives it', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const [a, b] = (await five(shop)) as [string, string]
    const say = (status: string) =>
      shop.post(`/customers/${b}/consents`, {
        ...{ purpose: 'marketing.email', source: 'test', textVersion: '2', status }
      })
    const wordOf = async (id: string, purpose = 'marketing.email') =>
      (await shop.call({ url: `/v1/customers/${id}/consents` })).body.data.find(
        (one: { purpose: string }) => one.purpose === purpose
      )?.status
    await merge(shop, b, a)
    t.equal(await wordOf(a), 'withdrawn')
    await unmerge(shop, b)
    t.equal(await wordOf(b), 'granted', 'its own word again')
    await merge(shop, a, b)
    t.equal(await wordOf(b), 'withdrawn')
    await say('granted')
    t.equal(await wordOf(b), 'granted', 'said since: it counts')
    await unmerge(shop, a)
    t.equal(await wordOf(a), 'withdrawn', 'consent to one is none to the other')
    await merge(shop, b, a)
    const stop = { purpose: 'only.1', source: 'test', status: 'withdrawn' }
    await shop.post(`/customers/${a}/consents`, stop)
    await unmerge(shop, b)
    t.equal(await wordOf(b, 'only.1'), 'withdrawn', 'nobody is written to because of an unmerge')
  })

  t.test('merge and unmerge in any order: sums stay sums, and all can be undone', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const ids = await five(shop)
    const before = await Promise.all(ids.map((id) => holdings(shop, id)))
    const sumOf = async () => {
      const rows = await shop.engine.db.selectFrom('customerTotals').selectAll().execute()
      const sums: Record<string, number> = {}
      for (const { currency, netMinor } of rows) sums[currency] = (sums[currency] ?? 0) + netMinor
      return sums
    }
    const whole = await sumOf()
    const step = fc.record({ from: fc.nat(4), into: fc.nat(4), isMerge: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        for (const { from, into, isMerge } of steps) {
          const [fromId, intoId] = [ids[from]!, ids[into]!]
          const answer = isMerge
            ? await shop.post(`/customers/${intoId}/merge`, { fromId })
            : await shop.post(`/customers/${fromId}/unmerge`)
          t.ok([200, 409].includes(answer.status), answer.text)
        }
        t.same(await shop.findings(), [])
        t.same(await sumOf(), whole)
        for (const id of ids) await shop.post(`/customers/${id}/unmerge`)
        t.same(await Promise.all(ids.map((id) => holdings(shop, id))), before)
        t.same(await shop.findings(), [])
      }),
      { numRuns: kind === 'sqlite' ? 40 : 15, seed: 20260301 }
    )
  })

  t.test('merge while an order changes: what is left of it is the living one’s', async (t) => {
    const shop = await buildCrmShop(t, kind)
    await shop.intake([
      orderOf('1', { externalId: 'ann' }, { units: 4 }),
      orderOf('2', { externalId: 'bob' })
    ])
    const fromId = (await shop.customerOf('ann')).id
    const intoId = (await shop.customerOf('bob')).id
    const order = (await shop.call({ url: '/v1/orders?externalId=1' })).body.data[0]
    const lines = [{ lineId: order.lines[0].id, quantity: 1 }]
    const [canceled] = await whileMerging(shop, { fromId, intoId }, [
      () => shop.post(`/orders/${order.id}/cancel`, { lines })
    ])
    t.equal(canceled!.status, 200, canceled!.text)
    t.match((await shop.read(intoId)).totals, [{ orders: 2, netMinor: 4000 }])
    t.same(await shop.findings(), [])
  })

  t.test('merge: what is asked for meanwhile is of the living one', async (t) => {
    const shop = await buildMessageShop(t, kind)
    await shop.template()
    const list = await shop.post('/segments', { handle: 'vips', title: 'VIPs', kind: 'static' })
    const club = { title: 'Tea lovers', channelId: 'wechat', owner: 'Li Lei' }
    const community = await shop.post('/communities', club)
    const fromId = await shop.subscriber('ann@example.com')
    const intoId = await shop.subscriber('annie@example.com')
    await whileMerging<unknown>(shop, { fromId, intoId }, [
      () => shop.request({ customerId: fromId }),
      () => shop.post(`/segments/${list.body.id}/members`, { customerIds: [fromId] }),
      () => {
        const members = [{ customerId: fromId }]
        return shop.post(`/communities/${community.body.id}/join`, { members })
      }
    ])
    await shop.work()
    t.same(await shop.fates(), ['sent'])
    for (const url of ['segments', 'communities']) {
      const { id } = (url === 'segments' ? list : community).body
      const { data } = (await shop.call({ url: `/v1/${url}/${id}/members` })).body
      t.match(data, [{ customerId: intoId }], url)
    }
    t.same(await shop.findings(), [])
  })

  t.test('merge while orders come in: no order is lost between the two', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const ids = await five(shop)
    const buyers = (round: number) =>
      ids.map((_, at) => orderOf(`r${round}-${at}`, { externalId: `b${at}` }))
    await Promise.all([
      ...[0, 1, 2, 3].map((round) => shop.intake(buyers(round), { channelId: 'chn_test' })),
      merge(shop, ids[0]!, ids[1]!).then(() => unmerge(shop, ids[0]!)),
      merge(shop, ids[2]!, ids[3]!)
    ])
    t.match((await shop.read(ids[0]!)).totals, [{ orders: 5 }])
    t.match((await shop.read(ids[3]!)).totals, [
      { currency: 'CNY', orders: 9 },
      { currency: 'USD', orders: 1 }
    ])
    t.same(await shop.findings(), [])
  })
})
