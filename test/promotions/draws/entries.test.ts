import type { CompiledQuery } from 'kysely'
import { enterDraw } from '../../../plugins/promotions/draws/enter.ts'
import { onEachDatabase } from '../../harness.ts'
import { buildDrawShop, entryUntil } from './shop.ts'

const codes = (outcomes: readonly { problem?: { code: string }; result?: { isNew: boolean } }[]) =>
  outcomes.map(({ problem, result }) => problem?.code ?? result?.isNew)

onEachDatabase(async (t, kind) => {
  t.test(
    'entry: each source once, as often as one may; sending it again changes nothing',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const { id } = await shop.drawing({ entriesPerCustomer: 2, sources: ['manual', 'review'] })
      const source = (name: string, of = 'manual') => ({ kind: of, id: name })
      const first = await shop.enter(
        id,
        ['a', 'a', 'a'],
        [source('1'), source('1', 'review'), source('2')]
      )
      t.same(codes(first), [true, true, 'DRAW_ENTRIES_EXHAUSTED'])
      const again = await shop.enter(
        id,
        ['a', 'a', 'b', 'b'],
        [source('1'), source('1'), source('1'), source('3')]
      )
      t.same(codes(again), [false, false, 'DRAW_SOURCE_TAKEN', true])
      t.equal(again[0].result.id, first[0].result.id)
      t.same(codes(await shop.enter(id, ['c'], [source('9', 'order')])), ['DRAW_ENTRY_INVALID'])
      const { body } = await shop.call({ url: `/v1/draws/${id}/entries?customerId=a` })
      t.match(body.data, [{ source: source('1'), state: 'in' }, { source: source('1', 'review') }])
      t.same(await shop.findings(), [])
    }
  )

  t.test('entry: only while the draw takes entries', async (t) => {
    const shop = await buildDrawShop(t, kind)
    const { id } = await shop.drawing({ entryFrom: '2026-03-02T06:00:00.000Z' })
    const items = [{ customerId: 'a', source: { kind: 'manual', id: '1' } }]
    const enter = () =>
      shop.call({ method: 'POST', url: `/v1/draws/${id}/entries`, body: { items } })
    const refused = { status: 409, body: { code: 'DRAW_NOT_OPEN', entryUntil } }
    t.match(await enter(), refused)
    shop.clock.set('2026-03-02T06:00:00.000Z')
    t.match(await enter(), { status: 200 })
    shop.clock.set(entryUntil)
    t.match(await enter(), refused, 'also before the job has closed it')
    await shop.work('draws.move')
    t.match(await enter(), refused)
  })

  t.test(
    'entry: twenty at once by one customer: as many as one may; a source by two: one has it',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const { id } = await shop.drawing({ entriesPerCustomer: 3 })
      const all = await Promise.all(Array.from({ length: 20 }, () => shop.enter(id, ['a'])))
      t.equal(codes(all.flat()).filter((one) => one === true).length, 3)
      const source = { kind: 'manual', id: 'shared' }
      const pair = await Promise.all(
        ['b', 'c', 'b', 'c'].map((name) => shop.enter(id, [name], [source]))
      )
      const said = codes(pair.flat())
      t.equal(said.filter((one) => one === true).length, 1, said.join())
      t.equal(said.filter((one) => one === 'DRAW_SOURCE_TAKEN').length, 2, said.join())
      const crossed = Array.from({ length: 6 }, (_, at) =>
        shop.enter(id, at % 2 === 0 ? ['x', 'y', 'z'] : ['z', 'y', 'x'])
      )
      await Promise.all(crossed)
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'entry: by an order that stands; when it is canceled the entry goes with it',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const { id } = await shop.drawing({ sources: ['order'] })
      const [kept, gone] = [await shop.order({ MUG: 2 }), await shop.order({ MUG: 1 })]
      const by = (order: { body: { id: string } }) => ({ kind: 'order', id: order.body.id })
      const entered = await shop.enter(
        id,
        ['a', 'b', 'c'],
        [by(kept), by(gone), { kind: 'order', id: 'ord_no' }]
      )
      t.same(codes(entered), [true, true, 'DRAW_ENTRY_INVALID'])
      t.match(entered[2].problem.detail, /ord_no is no order as it was placed, or is over/)
      await shop.act(gone.body.id, 'cancel', {})
      const lines = [{ lineId: kept.body.lines[0].id, quantity: 1 }]
      await shop.act(kept.body.id, 'cancel', { lines })
      const list = await shop.call({ url: `/v1/draws/${id}/entries` })
      t.match(list.body.data, [{ state: 'in' }, { state: 'orderOver' }])
      t.same(codes(await shop.enter(id, ['b'])), ['DRAW_ENTRY_INVALID'])
      const other = await shop.order({ MUG: 1 })
      t.same(
        codes(await shop.enter(id, ['b'], [by(other)])),
        [true],
        'another order may take its place'
      )
      await shop.finish(id)
      await shop.act(other.body.id, 'cancel', {})
      t.match(await shop.proof(id), { entries: 2 })
      t.same((await shop.winners(id)).length, 2, 'what is drawn stays')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'entry: of customers that are merged as many as one may have take part, until they part',
    async (t) => {
      const shop = await buildDrawShop(t, kind, { crm: true })
      const [a, b] = (await shop.customers(2)) as [string, string]
      const { id } = await shop.drawing()
      t.same(codes(await shop.enter(id, [a, b, 'cus_no'])), [true, true, 'DRAW_ENTRY_INVALID'])
      const post = (url: string, body?: object) =>
        shop.call({ method: 'POST', url: `/v1/customers/${url}`, ...(body && { body }) })
      const states = async () => {
        const { body } = await shop.call({ url: `/v1/draws/${id}/entries` })
        return body.data.map((one: { customerId: string; state: string }) => [
          one.customerId === a ? 'a' : 'b',
          one.state
        ])
      }
      const merged = await post(`${b}/merge`, { fromId: a })
      t.equal(merged.status, 200, merged.text)
      t.same(await states(), [
        ['b', 'in'],
        ['b', 'overCap']
      ])
      t.same(codes(await shop.enter(id, [a])), ['DRAW_ENTRY_INVALID'], 'it is another customer now')
      await post(`${a}/unmerge`)
      t.same(await states(), [
        ['a', 'in'],
        ['b', 'in']
      ])
      await shop.finish(id)
      await post(`${b}/merge`, { fromId: a })
      t.same(
        await states(),
        [
          ['a', 'in'],
          ['b', 'in']
        ],
        'what is drawn stays'
      )
      t.same(
        (await shop.winners(id)).map((one) => one.awardedTo),
        [b, b]
      )
      await post(`${a}/unmerge`)
      t.same(
        (await shop.winners(id)).every((one) => one.awardedTo === one.customerId),
        true
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test('entry: as many queries for a hundred as for one', async (t) => {
    const shop = await buildDrawShop(t, kind, { crm: true })
    const { id } = await shop.drawing({ sources: ['manual', 'order'] })
    const { body: order } = await shop.order({ MUG: 1 })
    const customers = await shop.customers(20)
    const { engine } = shop
    const parts = { crm: engine.use('crm'), orders: engine.use('orders') }
    const enter = (ids: readonly string[]) =>
      engine.transaction(async (tx) => {
        const texts: string[] = []
        const executor = tx.getExecutor()
        const execute = executor.executeQuery.bind(executor)
        executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
          texts.push(query.sql)
          return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
        }
        const items = ids.map((customerId, at) => ({
          customerId,
          source:
            at === 0
              ? { kind: 'order' as const, id: order.id }
              : { kind: 'manual' as const, id: `${ids.length} ${at}` }
        }))
        const outcomes = await enterDraw({ parts: parts as never }, tx, id, items)
        executor.executeQuery = execute
        t.notOk(outcomes.some((one) => 'refused' in one))
        return texts
      })
    const [first, ...others] = customers
    const one = await enter([first!])
    const many = await enter([first!, ...others])
    t.equal(many.length, one.length, many.join('\n'))
    t.ok(one.length <= 9, one.join('\n'))
  })
})
