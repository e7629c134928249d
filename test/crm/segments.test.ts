import type { CompiledQuery } from 'kysely'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import { type Answer, type DatabaseKind, onEachDatabase } from '../harness.ts'
import { buildMemberShop, type MemberShop } from './membership-shop.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

const day = (on: string) => `${on}T04:00:00.000Z`

/** A shop with words for segments; what they tell is gathered. */
interface SegmentShop extends CrmShop {
  clock: ManualClock
  told: string[]
  segment(handle: string, rule?: object): Promise<Answer['body']>
  /** Goes over a segment, or over all as once a day. */
  refresh(segmentId?: string | null): Promise<void>
  /** Buyers in a segment, by the channel's names. */
  membersOf(handle: string): Promise<string[]>
  preview(rule: object): Promise<string[]>
}

async function openShop(test: Test, kind: DatabaseKind, built?: CrmShop & { clock: ManualClock }) {
  const clock = built?.clock ?? manualClock(day('2026-06-15'))
  const shop =
    built ??
    (await buildCrmShop(test, kind, {
      clock,
      config: { shop: { zone: 'Asia/Shanghai', currency: 'CNY' } }
    }))
  const { engine } = shop
  const told: string[] = []
  const nameOf = async (customerIds: readonly string[]) => {
    const rows = await engine.db
      .selectFrom('customerIdentities')
      .select(['customerId', 'externalId'])
      .execute()
    const names = new Map(rows.map((row) => [row.customerId, row.externalId]))
    return customerIds.map((id) => names.get(id) ?? id).sort()
  }
  engine.registrations.observers.push(async (_tx, event, batch) => {
    if (event !== 'segment.entered' && event !== 'segment.left') return
    for (const { segment } of batch as { segment: string }[]) told.push(`${event} ${segment}`)
  })
  const words: SegmentShop = {
    ...shop,
    clock,
    told,
    async segment(handle, rule) {
      const body = { handle, title: handle, ...(rule ? { rule } : { kind: 'static' }) }
      const made = await shop.post('/segments', body)
      if (made.status !== 201) throw new Error(made.text)
      if (rule) await words.refresh(made.body.id)
      return made.body
    },
    async refresh(segmentId = null) {
      const job = engine.registrations.jobs.get('crm.refresh-segments')!
      const { signal } = new AbortController()
      const { transaction } = engine
      await job.handler({ signal, transaction, payload: { segmentId } } as never)
    },
    async membersOf(handle) {
      const rows = await engine.db
        .selectFrom('crmSegmentMembers')
        .innerJoin('crmSegments', 'crmSegments.id', 'crmSegmentMembers.segmentId')
        .select('customerId')
        .where('handle', '=', handle)
        .execute()
      return nameOf(rows.map(({ customerId }) => customerId))
    },
    async preview(rule) {
      const { status, body, text } = await shop.post('/segments/preview', { rule, sample: 100 })
      if (status !== 200) throw new Error(text)
      if (body.size !== body.customerIds.length) throw new Error(text)
      return nameOf(body.customerIds)
    }
  }
  return words
}

const known = (externalId: string, more: object = {}) => ({
  identities: [{ channelId: 'chn_test', externalId }],
  ...more
})

/** Ann, Bob and Cy, who differ in everything; and Dee, of whom nothing is known. */
async function fill(shop: SegmentShop) {
  const ann = await shop.customer(
    known('ann', {
      ...{ country: 'CN', language: 'zh-CN', birthOn: '1990-06-20', tags: ['vip'] },
      attributes: { size: 'M', score: 4.5, nice: true, note: '1' }
    })
  )
  const bob = await shop.customer(
    known('bob', {
      ...{ country: 'DE', birthOn: '1992-02-29', tags: ['vip', 'b2b'] },
      attributes: { size: 'L', score: 2, nice: false, note: 1 }
    })
  )
  const cy = await shop.customer(known('cy'))
  const dee = await shop.customer(known('dee'))
  await shop.post(`/customers/${ann.id}/consents`, {
    ...{ purpose: 'marketing.email', source: 'form', textVersion: '1' }
  })
  await shop.post(`/customers/${bob.id}/consents`, {
    ...{ purpose: 'marketing.email', status: 'withdrawn', source: 'form' }
  })
  await shop.intake([
    orderOf('1', { externalId: 'ann' }, { units: 2, placedAt: day('2026-06-01') }),
    orderOf('2', { externalId: 'ann' }, { units: 3, placedAt: day('2026-06-10') }),
    orderOf('3', { externalId: 'bob' }, { units: 1, placedAt: day('2026-03-01') }),
    orderOf('4', { externalId: 'cy' }, { placedAt: day('2026-06-14'), currency: 'USD' })
  ])
  return { ann, bob, cy, dee }
}

onEachDatabase(async (t, kind) => {
  t.test('rules: each kind fits whom it says', async (t) => {
    const shop = await openShop(t, kind)
    const { ann } = await fill(shop)
    await shop.segment('friends', { tag: ['vip'] })
    const list = await shop.segment('list')
    await shop.post(`/segments/${list.id}/members`, { customerIds: [ann.id] })
    await shop.refresh()
    const all = ['ann', 'bob', 'cy', 'dee']
    const cases: [rule: object, fits: string[]][] = [
      [{ country: ['CN', 'DE'] }, ['ann', 'bob']],
      [{ language: ['zh-CN'] }, ['ann']],
      [{ tag: ['vip'] }, ['ann', 'bob']],
      [{ tag: ['b2b', 'vip'] }, ['ann', 'bob']],
      [{ attribute: { name: 'size', in: ['M', 'S'] } }, ['ann']],
      [{ attribute: { name: 'score', atLeast: 2, atMost: 4 } }, ['bob']],
      [{ attribute: { name: 'score', in: [4.5] } }, ['ann']],
      [{ attribute: { name: 'nice', in: [true] } }, ['ann']],
      [{ attribute: { name: 'note', in: [1] } }, ['bob']],
      [{ attribute: { name: 'note', in: ['1'] } }, ['ann']],
      [{ attribute: { name: 'nice' } }, ['ann', 'bob']],
      [{ channel: ['chn_test'] }, all],
      [{ channel: ['chn_other'] }, []],
      [{ consent: { purpose: 'marketing.email', status: 'granted' } }, ['ann']],
      [{ consent: { purpose: 'marketing.email', status: 'withdrawn' } }, ['bob']],
      [{ consent: { purpose: 'marketing.email', status: 'unknown' } }, ['cy', 'dee']],
      [{ orderCount: { atLeast: 2 } }, ['ann']],
      [{ orderCount: { atMost: 0 } }, ['dee']],
      [{ spent: { currency: 'CNY', atLeastMinor: 1000 } }, ['ann', 'bob']],
      [{ spent: { currency: 'CNY', atMostMinor: 1000 } }, ['bob', 'cy', 'dee']],
      [{ spent: { currency: 'USD', atLeastMinor: 1, atMostMinor: 1000 } }, ['cy']],
      [{ lastOrderDaysAgo: { atMost: 1 } }, ['cy']],
      [{ lastOrderDaysAgo: { atLeast: 5, atMost: 5 } }, ['ann']],
      [{ firstOrderDaysAgo: { atLeast: 14 } }, ['ann', 'bob']],
      [{ bought: { skus: ['MUG'], withinDays: 30 } }, ['ann', 'cy']],
      [{ bought: { skus: ['MUG'] } }, ['ann', 'bob', 'cy']],
      [{ rfm: { recency: { atLeast: 2 } } }, ['ann']],
      [{ rfm: { monetary: { atMost: 1 } } }, ['bob']],
      [{ rfm: { currency: 'USD', frequency: { atLeast: 1 } } }, ['cy']],
      [{ event: { kind: 'order.placed', atLeastTimes: 2 } }, ['ann']],
      [{ event: { kind: 'order.placed', withinDays: 5 } }, ['ann', 'cy']],
      [{ event: { kind: 'consent.withdrawn' } }, ['bob']],
      [{ birthday: { fromDays: 0, toDays: 7 } }, ['ann']],
      [{ birthday: { fromDays: -120, toDays: -100 } }, ['bob']],
      [{ segment: ['friends'] }, ['ann', 'bob']],
      [{ segment: ['list'] }, ['ann']],
      [{ none: [{ tag: ['vip'] }] }, ['cy', 'dee']],
      [{ none: [{ country: ['CN'] }] }, ['bob', 'cy', 'dee']],
      [{ none: [{ lastOrderDaysAgo: { atMost: 5 } }] }, ['bob', 'dee']],
      [{ all: [{ tag: ['vip'] }, { none: [{ orderCount: { atLeast: 2 } }] }] }, ['bob']],
      [{ any: [{ tag: ['b2b'] }, { orderCount: { atMost: 0 } }] }, ['bob', 'dee']]
    ]
    for (const [rule, fits] of cases) t.same(await shop.preview(rule), fits, JSON.stringify(rule))
    // The same rules, kept: by the job, and by what changes.
    let number = 0
    for (const [rule] of cases) await shop.segment(`s${number++}`, rule)
    for (const [at, [rule, fits]] of cases.entries()) {
      t.same(await shop.membersOf(`s${at}`), fits, `kept: ${JSON.stringify(rule)}`)
    }
    t.same(await shop.findings(), [])
  })

  t.test('rules: products and categories of the catalog', async (t) => {
    const shop = await openShop(t, kind)
    await fill(shop)
    const make = async (url: string, body: object) => {
      const { status, text, body: made } = await shop.post(url, body)
      if (status !== 201) throw new Error(text)
      return made
    }
    const home = await make('/categories', { name: 'Home', slug: 'home' })
    const cups = await make('/categories', { name: 'Cups', slug: 'cups', parentId: home.id })
    const other = await make('/categories', { name: 'Homeless', slug: 'homeless' })
    const { body } = await shop.call({ url: '/v1/products?sku=MUG' })
    const product = body.data[0]
    const read = await shop.call({ url: `/v1/products/${product.id}` })
    await shop.call({
      method: 'PATCH',
      url: `/v1/products/${product.id}`,
      body: { categoryId: cups.id },
      headers: { 'if-match': String(read.headers.etag) }
    })
    t.same(await shop.preview({ bought: { productIds: [product.id] } }), ['ann', 'bob', 'cy'])
    t.same(await shop.preview({ bought: { categoryIds: [home.id] } }), ['ann', 'bob', 'cy'])
    t.same(await shop.preview({ bought: { categoryIds: [other.id] } }), [])
  })

  t.test('live: membership follows what happens, once each, and tells it', async (t) => {
    const shop = await openShop(t, kind)
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
    const shop = await openShop(t, kind, member)
    await shop.segment('golden', { tier: ['gold'] })
    const ann = await member.buy('1', 'ann', 60_000)
    t.equal(await member.tierOf(ann), 'gold')
    t.same(await shop.membersOf('golden'), ['ann'])
    await member.buy('2', 'bob', 20_000)
    t.same(await shop.findings(), [])
  })

  t.test('live: time moves people, once a day', async (t) => {
    const shop = await openShop(t, kind)
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

  t.test('live: a page of orders takes the same statements whatever its size', async (t) => {
    const shop = await openShop(t, kind)
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

  t.test('refused: what is wrong with a rule, with the field and the fix', async (t) => {
    const shop = await openShop(t, kind)
    await fill(shop)
    const refused = async (rule: object, pointer: string, detail: RegExp) => {
      const answer = await shop.post('/segments', { handle: 'wrong', title: 'Wrong', rule })
      t.match(answer, {
        status: 422,
        body: { code: 'SEGMENT_RULE_INVALID', errors: [{ pointer, detail }] }
      })
    }
    await refused({ tag: ['nobody'] }, '#/rule/tag/0', /tag a customer first/)
    await refused({ segment: ['none'] }, '#/rule/segment/0', /create it first/)
    await refused({ tier: ['none'] }, '#/rule/tier/0', /create it first/)
    await refused(
      { all: [{ spent: { currency: 'EUR', atLeastMinor: 1 } }] },
      '#/rule/all/0/spent/currency',
      /CNY/
    )
    await refused({ bought: { skus: ['CUP'] } }, '#/rule/bought/skus/0', /catalog/)
    await refused({ orderCount: { atLeast: 3, atMost: 2 } }, '#/rule/orderCount', /more than/)
    await refused({ birthday: { fromDays: 3, toDays: 2 } }, '#/rule/birthday', /fromDays/)
    await refused({ rfm: { currency: 'CNY' } }, '#/rule/rfm', /recency/)
    await refused({ attribute: { name: 'a', in: ['b'], atLeast: 1 } }, '#/rule/attribute', /either/)

    let deep: object = { tag: ['vip'] }
    for (let at = 0; at < 6; at++) deep = { all: [deep] }
    t.equal(
      (await shop.post('/segments', { handle: 'deep', title: 'Deep', rule: deep })).status,
      400
    )
    const two = await shop.post('/segments', {
      handle: 'two',
      title: 'Two',
      rule: { tag: ['vip'], country: ['CN'] }
    })
    t.equal(two.status, 400, 'one field a rule')

    const one = await shop.segment('one', { tag: ['vip'] })
    await shop.segment('next', { any: [{ segment: ['one'] }, { country: ['CN'] }] })
    const circle = await shop.call({
      method: 'PATCH',
      url: `/v1/segments/${one.id}`,
      body: { rule: { all: [{ tag: ['vip'] }, { none: [{ segment: ['next'] }] }] } }
    })
    t.match(circle, {
      status: 422,
      body: {
        code: 'SEGMENT_CYCLIC',
        field: '#/rule/all/1/none/0/segment/0',
        circle: ['one', 'next', 'one']
      }
    })
    t.match(circle.body.detail, /a cyclic segment/)
    const self = await shop.post('/segments', {
      handle: 'self',
      title: 'Self',
      rule: { segment: ['self'] }
    })
    t.match(self, { status: 422, body: { code: 'SEGMENT_CYCLIC' } })
    const used = await shop.call({ method: 'DELETE', url: `/v1/segments/${one.id}` })
    t.match(used, { status: 409, body: { code: 'SEGMENT_IN_USE', usedBy: ['next'] } })
    const twice = await shop.post('/segments', {
      handle: 'one',
      title: 'One',
      rule: { tag: ['vip'] }
    })
    t.match(twice, { status: 409, body: { code: 'SEGMENT_HANDLE_TAKEN' } })
    t.equal(
      (await shop.post('/segments', { handle: 'none', title: 'None' })).status,
      422,
      'no rule'
    )
  })

  t.test('segments: changed, listed, compared, written down and deleted', async (t) => {
    const shop = await openShop(t, kind)
    const { ann } = await fill(shop)
    const vip = await shop.segment('vip', { tag: ['vip'] })
    const many = await shop.segment('many', { orderCount: { atLeast: 1 } })
    const url = `/v1/segments/${vip.id}`
    t.match((await shop.call({ url })).body, { size: 2, refreshedAt: /Z$/ })
    t.same((await shop.call({ url: `${url}/overlap?with=${many.id}` })).body, {
      ...{ size: 2, otherSize: 3, both: 2, onlyThis: 0, onlyOther: 1 }
    })
    const snapshot = (await shop.post(`/segments/${vip.id}/snapshots`, { note: 'before' })).body
    t.match(snapshot, { size: 2, handle: 'vip', rule: { tag: ['vip'] } })

    const change = (body: object, match: string) =>
      shop.call({ method: 'PATCH', url, body, headers: { 'if-match': match } })
    t.match((await change({ rule: { country: ['CN'] } }, '"v1"')).body, {
      version: 2,
      refreshedAt: null
    })
    t.equal((await change({ title: 'Late' }, '"v1"')).status, 412)
    await shop.refresh(vip.id)
    t.same(await shop.membersOf('vip'), ['ann'])
    const members = await shop.call({ url: `/v1/segments/snapshots/${snapshot.id}/members` })
    t.equal(members.body.data.length, 2, 'the snapshot stays as it was')

    const page = await shop.call({ url: '/v1/segments?kind=rule&limit=1' })
    t.match(page.body.data, [{ handle: 'many', size: 3 }])
    t.ok(page.body.next)
    t.match((await shop.call({ url: `${url}/members` })).body.data, [{ customerId: ann.id }])
    t.equal((await shop.call({ method: 'DELETE', url })).status, 204)
    t.equal((await shop.call({ url })).status, 404)
    const kept = await shop.call({ url: `/v1/segments/${vip.id}/snapshots` })
    t.match(kept.body.data, [{ id: snapshot.id, note: 'before' }])
    const as = 'analyst' as const
    t.equal((await shop.call({ url: '/v1/segments', as })).status, 200)
    const denied = await shop.call({
      method: 'POST',
      url: '/v1/segments',
      as,
      body: { handle: 'x', title: 'X', kind: 'static' }
    })
    t.equal(denied.status, 403)
  })

  t.test('static lists: by ids and by file; they go with their members', async (t) => {
    const shop = await openShop(t, kind)
    const { ann, bob, cy } = await fill(shop)
    const list = await shop.segment('list')
    await shop.segment('listed', { segment: ['list'] })
    const url = `/segments/${list.id}`
    t.same((await shop.post(`${url}/members`, { customerIds: [ann.id, ann.id, 'nobody'] })).body, {
      ...{ given: 2, added: 1, known: 0, unknown: ['nobody'] }
    })
    const csv = `name,customerId\r\nBob,${bob.id}\r\nAnn,${ann.id}\r\n`
    const file = await shop.call({
      method: 'POST',
      url: `/v1${url}/import`,
      body: csv,
      headers: { 'content-type': 'text/csv' }
    })
    t.match(file, { status: 200, body: { given: 2, added: 1, known: 1, unknown: [] } })
    t.same(await shop.membersOf('listed'), ['ann', 'bob'])
    const wrong = await shop.call({
      method: 'POST',
      url: `/v1${url}/import`,
      body: 'id\r\n1\r\n',
      headers: { 'content-type': 'text/csv' }
    })
    t.match(wrong, { status: 400, body: { code: 'CSV_HEADER_INVALID' } })

    await shop.post(`/customers/${cy.id}/merge`, { fromId: bob.id })
    const idsOf = async () =>
      (await shop.call({ url: `/v1${url}/members` })).body.data.map(
        ({ customerId }: { customerId: string }) => customerId
      )
    t.same(await idsOf(), [ann.id, cy.id].sort())
    await shop.post(`/customers/${bob.id}/unmerge`)
    t.same(await idsOf(), [ann.id, bob.id].sort(), 'an unmerge gives the place back')
    const gone = await shop.call({ method: 'DELETE', url: `/v1${url}/members/${ann.id}` })
    t.equal(gone.status, 204)
    t.same(await idsOf(), [bob.id])
    const rule = await shop.segment('rule', { country: ['CN'] })
    const refused = await shop.post(`/segments/${rule.id}/members`, { customerIds: [bob.id] })
    t.match(refused, { status: 409, body: { code: 'SEGMENT_KIND_WRONG' } })
    t.same(await shop.findings(), [])
  })

  t.test(
    'export: personal columns for who may see them, formulas defused, every look noted',
    async (t) => {
      const shop = await openShop(t, kind)
      const eve = await shop.customer(
        known('eve', { name: '=HYPERLINK("x")', emails: ['eve@example.com'], country: 'CN' })
      )
      const all = await shop.segment('all', { country: ['CN'] })
      const get = (format: string, as: 'manager' | 'marketer') =>
        shop.call({ url: `/v1/segments/${all.id}/export?format=${format}`, as })
      const masked = await get('csv', 'marketer')
      t.match(masked.text, /^customerId,enteredAt,country,language\n/)
      t.notMatch(masked.text, /HYPERLINK|eve@/)
      const looks = async () =>
        (await shop.call({ url: `/v1/audit?subjectId=${eve.id}&limit=100` })).body.data.filter(
          ({ action }: { action: string }) => action === 'customer.look'
        ).length
      const before = await looks()
      const open = await get('csv', 'manager')
      t.match(open.text, /'=HYPERLINK/)
      t.match(open.text, /eve@example\.com/)
      t.equal(await looks(), before + 1)
      const line = JSON.parse((await get('ndjson', 'manager')).text)
      t.match(line, { customerId: eve.id, name: '=HYPERLINK("x")', emails: 'eve@example.com' })
    }
  )
})
