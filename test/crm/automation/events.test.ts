import type { CompiledQuery } from 'kysely'
import { onEachDatabase } from '../../harness.ts'
import { ruleOf } from '../membership-shop.ts'
import { orderOf } from '../shop.ts'
import { dayMs, openAutomationShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'tier changed → points, once; a branch, a task and a call say what they were given',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      const { call } = shop
      const body = ruleOf()
      await call({ method: 'PUT', url: '/v1/membership/programme', body })
      for (const [at, handle] of ['base', 'gold'].entries()) {
        await shop.post('/membership/tiers', {
          ...{ handle, title: handle, level: at + 1, threshold: at * 5000 }
        })
      }
      const definition = {
        trigger: { event: { name: 'tier.changed', tier: 'gold' } },
        conditions: { isVip: { tag: ['vip'] } },
        steps: [
          { id: 'gift', points: { points: 50, reason: 'welcome to gold' } },
          { id: 'isVip', branch: { if: 'isVip', yes: 'call', no: 'hand' } },
          {
            id: 'call',
            webhook: {
              name: 'gold',
              values: {
                tier: { step: 'trigger', field: 'to' },
                points: { step: 'gift', field: 'points' }
              }
            }
          },
          { id: 'end', stop: {} },
          { id: 'hand', task: { title: 'Say hello', dueInDays: 2, assignee: 'eve', everyDays: 90 } }
        ]
      }
      t.match(await shop.post('/automations', { handle: 'up', title: 'Up', definition }), {
        status: 422,
        body: { errors: [{ pointer: '#/definition/conditions/isVip/tag/0' }] }
      })
      await shop.customer({ tags: ['vip'] })
      const automationId = await shop.automation('up', definition)
      const ann = await shop.buy('a1', 'ann', { units: 1 })
      await shop.post(`/customers/${ann}/tags`, { tag: 'vip' })
      const bob = await shop.buy('b1', 'bob', { units: 5 })
      await shop.run()
      t.equal((await shop.runs()).length, 1, 'base is not gold')
      await shop.buy('a2', 'ann', { units: 4 })
      await shop.run()
      await shop.run()
      for (const customerId of [ann, bob]) {
        const { balance } = await shop.get(`/membership/members/${customerId}/points`)
        t.equal(balance, 50 + 50, 'earned and given')
      }
      const { data } = await shop.get('/tasks')
      t.match(data, [
        {
          customerId: bob,
          title: 'Say hello',
          source: 'automation',
          assignee: 'eve',
          everyDays: 90
        }
      ])
      const calls = shop.told.filter(({ event }) => event === 'automation.called')
      t.match(
        calls.map(({ one }) => one),
        [{ customerId: ann, name: 'gold', step: 'call', values: { tier: 'gold', points: 50 } }]
      )
      const runs = (await shop.get(`/automations/${automationId}/runs?customerId=${ann}`)).data
      t.match(runs, [{ state: 'finished', deeds: [{ kind: 'points' }, { kind: 'webhook' }] }])
      const timeline = (await shop.get(`/customers/${ann}/timeline?limit=100`)).data
      const kinds = timeline.map((entry: { kind: string }) => entry.kind)
      t.ok(kinds.includes('automation.entered') && kinds.includes('automation.finished'))
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'orders: the first one, one that is delivered, and none from before the start',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      await shop.buy('old', 'ann')
      shop.clock.advance(dayMs)
      const first = await shop.automation('first', {
        trigger: { event: { name: 'order.first' } },
        steps: [{ id: 'tag', tag: { add: ['new'] } }]
      })
      const delivered = await shop.automation('delivered', {
        trigger: { event: { name: 'order.delivered' } },
        reentry: { mode: 'always' },
        steps: [
          {
            id: 'ask',
            webhook: { name: 'review', values: { order: { step: 'trigger', field: 'orderId' } } }
          }
        ]
      })
      const welcome = await shop.automation('welcome', {
        trigger: { event: { name: 'customer.created' } },
        steps: [{ id: 'tag', tag: { add: ['welcome'] } }]
      })
      await shop.buy('a2', 'ann')
      const bob = await shop.buy('b1', 'bob')
      await shop.buy('b2', 'bob')
      // History of a shop that is connected later.
      await shop.buy('c1', 'cy', { placedAt: '2020-01-01T00:00:00.000Z' })
      await shop.run()
      t.same(
        (await shop.runs(first)).map(({ customerId }) => customerId),
        [bob]
      )
      t.equal((await shop.runs(welcome)).length, 1, 'cy has bought long before')
      const later = (name: string, buyer: string) => {
        shop.clock.advance(1000)
        return shop.buy(name, buyer, { status: 'delivered', placedAt: '2026-03-02T04:00:00.000Z' })
      }
      await later('b1', 'bob')
      await later('b2', 'bob')
      await later('b2', 'bob')
      await later('c1', 'cy')
      await shop.run()
      t.equal((await shop.runs(delivered)).length, 3, 'each order once')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'segments: entered and left, spaced, and left out by the condition of a step',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      const { id: ann } = await shop.customer({ tags: ['vip'] })
      await shop.post('/segments', { handle: 'vips', title: 'VIPs', kind: 'static' })
      const { data } = await shop.get('/segments')
      const members = `/segments/${data[0].id}/members`
      const move = async (isIn: boolean) => {
        shop.clock.advance(1000)
        const url = `/v1${members}${isIn ? '' : `/${ann}`}`
        const answer = await shop.call({
          ...{ method: isIn ? 'POST' : 'DELETE', url },
          ...(isIn && { body: { customerIds: [ann] } })
        })
        if (answer.status >= 300) throw new Error(answer.text)
        await shop.run()
      }
      const id = await shop.automation('vips', {
        trigger: { event: { name: 'segment.entered', segment: 'vips' } },
        conditions: { isIn: { segment: ['vips'] }, isOut: { none: [{ segment: ['vips'] }] } },
        exit: { when: 'isOut' },
        reentry: { mode: 'spaced', days: 10 },
        steps: [
          { id: 'one', when: 'isIn', webhook: { name: 'one' } },
          { id: 'wait', wait: { days: 2 } },
          { id: 'two', webhook: { name: 'two' } }
        ]
      })
      const called = () => shop.told.flatMap(({ one }) => one.name ?? []).join()
      await move(true)
      t.equal(called(), 'one')
      await move(false)
      shop.clock.advance(2 * dayMs)
      await shop.run()
      t.match(await shop.runs(), [{ state: 'exited', reason: 'isOut' }])
      await move(true)
      t.equal((await shop.runs()).length, 1, 'too soon')
      await move(false)
      shop.clock.advance(8 * dayMs)
      await move(true)
      t.equal((await shop.runs()).length, 2)
      shop.clock.advance(2 * dayMs)
      await shop.run()
      t.equal(called(), 'one,one,two')
      t.match(await shop.call({ method: 'DELETE', url: `/v1/segments/${data[0].id}` }), {
        status: 409,
        body: { code: 'AUTOMATION_NAMES_IT' }
      })
      await shop.post(`/automations/${id}/archive`)
      t.equal(
        (await shop.call({ method: 'DELETE', url: `/v1/segments/${data[0].id}` })).status,
        204
      )
    }
  )

  t.test('orders: an intake asks nothing of automations when none listens', async (t) => {
    const shop = await openAutomationShop(t, kind)
    const statements = async (orders: readonly string[]) => {
      const seen: string[] = []
      await shop.engine.transaction(async (tx) => {
        const executor = tx.getExecutor()
        const execute = executor.executeQuery.bind(executor)
        executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
          if (query.sql.includes('automation')) seen.push(query.sql)
          return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
        }
        const source = { channelId: 'chn_test', unknownSkus: 'createUntracked' as const }
        await shop.engine.use('orders').intake(
          tx,
          source,
          orders.map((order) => orderOf(order, { externalId: order }))
        )
        executor.executeQuery = execute
      })
      return seen
    }
    await shop.buy('warm', 'eve')
    const quiet = await statements(['a', 'b', 'c'])
    t.ok(
      quiet.every((query) => query.includes('distinct listens')),
      'at most a look at who listens, four times a second'
    )
    await shop.automation('each', {
      trigger: { event: { name: 'order.placed' } },
      reentry: { mode: 'always' },
      steps: [{ id: 'tag', tag: { add: ['buyer'] } }]
    })
    shop.clock.advance(1000)
    const loud = await statements(['d', 'e', 'f'])
    t.equal(loud.filter((query) => query.includes('insert')).length, 1, 'one for all of them')
  })
})
