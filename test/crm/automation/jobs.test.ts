import fc from 'fast-check'
import type { Tx } from 'shopkeeper'
import { onEachDatabase } from '../../harness.ts'
import { runJob } from '../../run-job.ts'
import { ruleOf } from '../membership-shop.ts'
import { type AutomationShop, dayMs, openAutomationShop } from './shop.ts'

type Work<T> = (tx: Tx) => Promise<T>

/** Transactions of a worker that is killed: before or after the commit of the one so many transactions on. */
function killedAfter({ engine }: AutomationShop, count: number, isCommitted: boolean) {
  let left = count
  return async <T>(work: Work<T>): Promise<T> => {
    left--
    if (left >= 0) return engine.transaction(work)
    if (!isCommitted) {
      await engine
        .transaction(async (tx) => {
          await work(tx)
          throw new Error('killed')
        })
        .catch(() => undefined)
    } else if (left === -1) await engine.transaction(work)
    throw new Error('killed')
  }
}

/** Everything at once: an order lets customers enter who get points, a code, a tag, a task and a message. */
async function openBusyShop(...given: Parameters<typeof openAutomationShop>) {
  const shop = await openAutomationShop(...given)
  await shop.call({
    method: 'PUT',
    url: '/v1/membership/programme',
    body: ruleOf({}, { rates: [] })
  })
  const promotionId = await shop.coupons(200)
  await shop.post('/message-templates', {
    ...{ handle: 'thanks', medium: 'email', title: 'Thanks', purpose: 'service', language: 'en' },
    ...{ subject: 'Hello', text: 'Your code: {{coupon.code}}' }
  })
  await shop.automation('thanks', {
    trigger: { event: { name: 'order.placed' } },
    reentry: { mode: 'always' },
    holdoutBps: 2000,
    steps: [
      { id: 'give', points: { points: 10 } },
      { id: 'wait', wait: { minutes: 10 } },
      { id: 'coupon', coupon: { promotionId } },
      { id: 'tell', webhook: { name: 'thanks' } },
      {
        id: 'write',
        message: {
          template: 'thanks',
          values: { 'coupon.code': { step: 'coupon', field: 'code' } }
        }
      },
      { id: 'task', task: { title: 'Call', dueInDays: 1 } },
      { id: 'tag', tag: { add: ['thanked'] } }
    ]
  })
  await shop.customer({ tags: ['thanked'] })
  await shop.automation('thanked', {
    trigger: { event: { name: 'tag.added' } },
    conditions: { isThanked: { tag: ['thanked'] } },
    enterWhen: 'isThanked',
    steps: [{ id: 'more', points: { points: 5 } }]
  })
  return shop
}

/** What was done, for whom, without ids of what did it. */
async function effectsOf(shop: AutomationShop, buyers: readonly string[]) {
  const { db } = shop.engine
  const effects: Record<string, unknown> = {}
  for (const buyer of buyers) {
    const { id, tags } = await shop.customerOf(buyer)
    const countOf = async (table: 'crmTasks' | 'crmMessages' | 'pointsEntries') =>
      (await db.selectFrom(table).select('id').where('customerId', '=', id).execute()).length
    const codes = await db
      .selectFrom('coupons')
      .select('id')
      .where('claimedBy', '=', `customer:${id}`)
      .execute()
    effects[buyer] = {
      tags,
      tasks: await countOf('crmTasks'),
      messages: await countOf('crmMessages'),
      entries: await countOf('pointsEntries'),
      codes: codes.length
    }
  }
  return effects
}

/** What a customer has got who was treated for so many orders; who was held out has nothing. */
const treatedFor = (orders: number, codes: number) => ({
  ...{ tags: ['thanked'], tasks: orders, messages: orders, entries: orders + 1, codes }
})

onEachDatabase(async (t, kind) => {
  t.test(
    'kill: workers that die at any transaction, and two at once, do each thing once',
    async (t) => {
      const shop = await openBusyShop(t, kind)
      const buyers = Array.from({ length: 12 }, (_, at) => `buyer-${at}`)
      for (const buyer of buyers) await shop.buy(`order-${buyer}`, buyer)
      for (let count = 0; count < 12; count++) {
        await shop.run(killedAfter(shop, count, count % 2 === 0)).catch((error) => {
          if (error.message !== 'killed') throw error
        })
        if (count === 6) shop.clock.advance(600_000)
      }
      shop.clock.advance(600_000)
      await Promise.all([shop.run(), shop.run(), shop.run()])
      await shop.run()
      const runs = await shop.runs()
      const out = new Set(
        runs.filter(({ state }) => state === 'heldOut').map(({ customerId }) => customerId)
      )
      const effects = await effectsOf(shop, buyers)
      for (const buyer of buyers) {
        const { id } = await shop.customerOf(buyer)
        const nothing = { tags: [], tasks: 0, messages: 0, entries: 0, codes: 0 }
        t.same(effects[buyer], out.has(id) ? nothing : treatedFor(1, 1), buyer)
      }
      t.equal(runs.filter(({ state }) => state === 'running').length, 0)
      const calls = shop.told.filter(({ event }) => event === 'automation.called')
      t.ok(calls.length >= 12 - out.size, 'calls may be undone with their transaction')
      t.same(await shop.findings(), [])
    }
  )

  t.test('property: the same news in any order and doubled give each action once', async (t) => {
    const shop = await openBusyShop(t, kind)
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 6, arbitrary: fc.record({ buyer: fc.nat(2), order: fc.nat(1) }) },
            { weight: 2, arbitrary: fc.constant('run' as const) },
            { weight: 1, arbitrary: fc.constant('twice' as const) },
            { weight: 1, arbitrary: fc.record({ killedAfter: fc.nat(9) }) }
          ),
          { minLength: 4, maxLength: 12 }
        ),
        async (news) => {
          round++
          const placed = new Map<string, Set<string>>()
          for (const one of news) {
            if (one === 'run') await shop.run()
            else if (one === 'twice') await Promise.all([shop.run(), shop.run()])
            else if ('killedAfter' in one) {
              const isCommitted = one.killedAfter % 2 === 0
              await shop.run(killedAfter(shop, one.killedAfter, isCommitted)).catch(() => undefined)
            } else {
              const buyer = `r${round}-${one.buyer}`
              const order = `${buyer}-${one.order}`
              await shop.buy(order, buyer, { units: 1 + one.order })
              placed.set(buyer, (placed.get(buyer) ?? new Set()).add(order))
            }
          }
          await shop.run()
          shop.clock.advance(600_000)
          await shop.run()
          // A customer has one code of this promotion: further orders wait for one in vain.
          const runs = await shop.runs()
          const effects = await effectsOf(shop, [...placed.keys()])
          for (const [buyer, orders] of placed) {
            const { id } = await shop.customerOf(buyer)
            const own = runs.filter(({ customerId }) => customerId === id)
            const isOut = own.some(({ state }) => state === 'heldOut')
            const entered = own.filter(({ sourceId }) => sourceId.startsWith('order.placed'))
            if (entered.length !== orders.size) return false
            const { entries, codes, tasks, messages } = effects[buyer] as Record<string, number>
            const expected = isOut ? [0, 0, 0, 0] : [orders.size + 1, 1, 1, 1]
            const found = [entries, codes, tasks, messages]
            if (JSON.stringify(found) !== JSON.stringify(expected)) {
              throw new Error(`${buyer}: ${found} instead of ${expected}`)
            }
          }
          return true
        }
      ),
      { numRuns: 8 }
    )
    t.same(await shop.findings(), [])
  })

  t.test(
    'failures: one run holds up no other, is tried again, told of, and recovers',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      const promotionId = await shop.coupons(2)
      const id = await shop.automation('codes', {
        trigger: { event: { name: 'order.placed' } },
        steps: [
          { id: 'before', tag: { add: ['before'] } },
          { id: 'give', coupon: { promotionId } },
          { id: 'after', tag: { add: ['after'] } }
        ]
      })
      for (let at = 0; at < 5; at++) await shop.buy(`o${at}`, `b${at}`)
      await shop.run()
      const tagged = async (tag: string) => (await shop.get(`/customers?tag=${tag}`)).data.length
      t.same([await tagged('before'), await tagged('after')], [5, 2])
      const waiting = (await shop.runs()).filter(({ state }) => state === 'running')
      t.same(
        waiting.map(({ reason, attempts, step }) => `${reason} ${attempts} ${step}`),
        Array(3).fill('COUPONS_ALL_CLAIMED 1 give')
      )
      t.same(await shop.alerts(), ['automation.failing'])
      await shop.post(`/promotions/${promotionId}/codes/generate`, { batch: 'more', count: 1 })
      shop.clock.advance(5 * 60_000)
      await shop.run()
      t.equal(await tagged('after'), 3)
      for (const minutes of [30, 120, 600]) {
        shop.clock.advance(minutes * 60_000)
        await shop.run()
        await shop.run()
      }
      const failed = (await shop.runs()).filter(({ state }) => state === 'failed')
      t.same(
        failed.map(({ attempts }) => attempts),
        [5, 5]
      )
      t.same(await shop.alerts(), ['automation.failing'])
      await shop.post(`/promotions/${promotionId}/codes/generate`, { batch: 'third', count: 9 })
      await shop.buy('o9', 'b9')
      await shop.run()
      t.same(await shop.alerts(), [], 'cleared by what was done again')
      t.match(await shop.get(`/automations/${id}`), { failures: 0 })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'loops: what sets itself off is refused, chains are cut, and both are told of',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      await shop.customer({ tags: ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 'ping', 'pong'] })
      const onTag = (from: string, to: string) => ({
        trigger: { event: { name: 'segment.entered', segment: from } },
        reentry: { mode: 'always' },
        steps: [{ id: 'tag', tag: { add: [to] } }]
      })
      const names = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 'ping', 'pong']
      const { engine } = shop
      for (const name of names) {
        const made = await shop.post('/segments', {
          handle: name,
          title: name,
          rule: { tag: [name] }
        })
        await runJob(engine, 'crm.refresh-segments', { segmentId: made.body.id })
      }
      const self = await shop.automation('self', {
        trigger: { event: { name: 'tag.added' } },
        reentry: { mode: 'always' },
        steps: [{ id: 'tag', tag: { add: ['again'] } }]
      })
      const { id: ann } = await shop.customer()
      await shop.post(`/customers/${ann}/tags`, { tag: 'any' })
      await shop.run()
      t.equal((await shop.runs(self)).length, 1)
      t.same(await shop.alerts(), ['automation.looping'])
      await shop.post(`/automations/${self}/archive`)

      const ping = await shop.automation('ping', onTag('ping', 'pong'))
      const pong = await shop.automation('pong', onTag('pong', 'ping'))
      const { id: bob } = await shop.customer()
      await shop.post(`/customers/${bob}/tags`, { tag: 'ping' })
      await shop.run()
      await shop.run()
      t.same([(await shop.runs(ping)).length, (await shop.runs(pong)).length], [1, 1])

      const chain: string[] = []
      for (let at = 0; at < 6; at++)
        chain.push(await shop.automation(`chain-${at}`, onTag(`t${at}`, `t${at + 1}`)))
      const { id: cy } = await shop.customer()
      await shop.post(`/customers/${cy}/tags`, { tag: 't0' })
      await shop.run()
      await shop.run()
      const counts = await Promise.all(chain.map(async (id) => (await shop.runs(id)).length))
      t.same(counts, [1, 1, 1, 1, 1, 0], 'five may set each other off')
      t.equal((await shop.alerts()).length, 2, 'self, and the one that was cut off')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'privacy: a merge goes on once, an unmerge gives back, an erasure ends and forgets',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      const id = await shop.automation('slow', {
        trigger: { event: { name: 'order.placed' } },
        steps: [
          { id: 'wait', wait: { days: 1 } },
          {
            id: 'tell',
            webhook: { name: 'w', values: { order: { step: 'trigger', field: 'orderId' } } }
          }
        ]
      })
      const ann = await shop.buy('a', 'ann')
      const bob = await shop.buy('b', 'bob')
      const cy = await shop.buy('c', 'cy')
      await shop.run()
      await shop.post(`/customers/${ann}/merge`, { fromId: bob })
      const own = (await shop.runs()).filter(({ customerId }) => customerId === ann)
      t.match(own, [
        { state: 'running', memberId: ann },
        { state: 'stopped', reason: 'merged', memberId: bob }
      ])
      t.same(await shop.findings(), [])
      await shop.buy('b2', 'bob')
      await shop.run()
      t.equal((await shop.runs()).length, 3, 'one customer has been in once')
      await shop.post(`/customers/${bob}/unmerge`)
      t.same(
        (await shop.runs()).map(({ customerId }) => customerId),
        [ann, bob, cy]
      )
      const told = await shop.get(`/customers/${cy}/export`)
      t.match(told.areas.automation, [
        { state: 'running', brought: { trigger: { currency: 'CNY' } } }
      ])
      await shop.post(`/customers/${cy}/erase`)
      t.match(
        (await shop.runs()).find(({ customerId }) => customerId === cy),
        { state: 'stopped', reason: 'erased', brought: '{}' }
      )
      shop.clock.advance(dayMs)
      await shop.run()
      t.equal(shop.told.filter(({ event }) => event === 'automation.called').length, 1)
      await shop.post(`/automations/${id}/archive`)
      t.same(await shop.findings(), [])
    }
  )
})
