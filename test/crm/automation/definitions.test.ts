import t from 'tap'
import { checkFlow } from '../../../plugins/crm/automation/definition/check-flow.ts'
import { daysKeptOn, reachedDay } from '../../../plugins/crm/automation/entry/days.ts'
import { isHeldOut } from '../../../plugins/crm/automation/entry/holdout.ts'
import { differenceOf, wilson } from '../../../plugins/crm/automation/report/interval.ts'
import { waitEnd } from '../../../plugins/crm/automation/run/waits.ts'
import { onEachDatabase } from '../../harness.ts'
import { buildCrmShop } from '../shop.ts'
import { openAutomationShop } from './shop.ts'

const event = (name: string, more: object = {}) => ({ event: { name, ...more } })
const tag = (id: string, more: object = {}) => ({ id, tag: { add: ['x'] }, ...more })
const sound = { trigger: event('customer.created'), steps: [tag('one')] }

/** What is refused, the place that is named, and words of the fix. */
const refused: [string, Record<string, unknown>, string, RegExp][] = [
  [
    'a segment that is not there',
    { trigger: event('segment.entered', { segment: 'no' }) },
    'trigger/event/segment',
    /handle of no segment/
  ],
  ['no segment', { trigger: event('segment.left') }, 'trigger/event/segment', /name the segment/],
  [
    'a tier that is not there',
    { trigger: event('tier.changed', { tier: 'no' }) },
    'trigger/event/tier',
    /handle of no tier/
  ],
  [
    'a tier of another event',
    { trigger: event('order.first', { tier: 'no' }) },
    'trigger/event/tier',
    /leave it out/
  ],
  [
    'a date of no attribute',
    { trigger: { date: { of: 'attribute' } } },
    'trigger/date/attribute',
    /name the attribute/
  ],
  [
    'an attribute of a birthday',
    { trigger: { date: { of: 'birthday', attribute: 'a' } } },
    'trigger/date/attribute',
    /is for attributes/
  ],
  ['everybody held out', { holdoutBps: 10_000 }, 'holdoutBps', /hold out less than all/],
  ['spaced by nothing', { reentry: { mode: 'spaced' } }, 'reentry/days', /after how many days/],
  ['once, spaced', { reentry: { mode: 'once', days: 3 } }, 'reentry/days', /leave it out/],
  ['an unknown condition', { enterWhen: 'no' }, 'enterWhen', /none of the conditions/],
  [
    'an unknown condition of a step',
    { steps: [tag('a', { when: 'no' })] },
    'steps/0/when',
    /write it there/
  ],
  [
    'a condition nobody names',
    { conditions: { a: { orderCount: { atLeast: 1 } } } },
    'conditions/a',
    /nothing names it/
  ],
  [
    'a range nobody is in',
    { conditions: { a: { orderCount: { atLeast: 3, atMost: 1 } } }, enterWhen: 'a' },
    'conditions/a/orderCount',
    /3 is more than 1/
  ],
  [
    'an unknown segment in a condition',
    { conditions: { a: { all: [{ segment: ['no'] }] } }, enterWhen: 'a' },
    'conditions/a/all/0/segment/0',
    /create it first/
  ],
  ['a step that does nothing', { steps: [{ id: 'a' }] }, 'steps/0', /give exactly one of/],
  [
    'a step that does two things',
    { steps: [tag('a', { stop: {} })] },
    'steps/0',
    /stop and tag at once|tag and stop at once/
  ],
  [
    'no points',
    { steps: [{ id: 'a', points: { points: 0 } }] },
    'steps/0/points/points',
    /how many to give/
  ],
  ['an id twice', { steps: [tag('a'), tag('a')] }, 'steps/1/id', /id of its own/],
  ['a step called as the trigger', { steps: [tag('trigger')] }, 'steps/0/id', /taken/],
  ['a way to nowhere', { steps: [tag('a', { next: 'b' })] }, 'steps/0/next', /id of no step/],
  ['a way back', { steps: [tag('a'), tag('b', { next: 'a' })] }, 'steps/1/next', /forward only/],
  ['a step after a stop', { steps: [{ id: 'a', stop: {} }, tag('b')] }, 'steps/1', /never come to/],
  [
    'a step that is jumped over',
    { steps: [tag('a', { next: 'c' }), tag('b'), tag('c')] },
    'steps/1',
    /never come to/
  ],
  [
    'a wait for nothing',
    { steps: [tag('a'), { id: 'b', wait: { days: 1 } }] },
    'steps/1/wait',
    /nothing follows/
  ],
  [
    'a value of a later step',
    {
      steps: [
        { id: 'a', webhook: { name: 'w', values: { x: { step: 'b', field: 'code' } } } },
        { id: 'b', coupon: { promotionId: 'p' } }
      ]
    },
    'steps/0/webhook/values/x/step',
    /not done on every way/
  ],
  [
    'a value that a step does not bring',
    {
      steps: [
        tag('a'),
        { id: 'b', webhook: { name: 'w', values: { x: { step: 'a', field: 'code' } } } }
      ]
    },
    'steps/1/webhook/values/x/field',
    /brings no code/
  ],
  [
    'a value that the trigger does not bring',
    {
      steps: [
        { id: 'b', webhook: { name: 'w', values: { x: { step: 'trigger', field: 'orderId' } } } }
      ]
    },
    'steps/0/webhook/values/x/field',
    /trigger brings no orderId/
  ],
  [
    'an unknown promotion',
    { steps: [{ id: 'a', coupon: { promotionId: 'prm_no' } }] },
    'steps/0/coupon/promotionId',
    /create it first/
  ],
  [
    'an unknown template',
    { steps: [{ id: 'a', message: { template: 'no' } }] },
    'steps/0/message/template',
    /no/
  ],
  [
    'points without a programme',
    { steps: [{ id: 'a', points: { points: 1 } }] },
    'steps/0/points',
    /membership\/programme/
  ]
]

/** What its shape refuses: the first place that is named. */
const misshapen: [string, Record<string, unknown>, RegExp][] = [
  ['an unknown event', { trigger: event('order.lost') }, /trigger\/event\/name/],
  ['two triggers', { trigger: { ...event('order.first'), inactivity: { days: 1 } } }, /trigger/],
  ['inactivity of no days', { trigger: { inactivity: { days: 0 } } }, /inactivity\/days/],
  ['a negative wait', { steps: [{ id: 'a', wait: { days: -1 } }, tag('b')] }, /wait\/days/],
  ['a wait without time', { steps: [{ id: 'a', wait: {} }, tag('b')] }, /wait/],
  ['a holdout over 100 %', { holdoutBps: 10_001 }, /holdoutBps/],
  ['no steps', { steps: [] }, /steps/],
  ['an offset of years', { trigger: { date: { of: 'birthday', offsetDays: 400 } } }, /offsetDays/]
]

onEachDatabase(async (t, kind) => {
  t.test(
    'definitions: what cannot be carried out is refused with its place and the fix',
    async (t) => {
      const shop = await openAutomationShop(t, kind)
      const write = (more: object) =>
        shop.post('/automations', {
          ...{ handle: 'a', title: 'A', definition: { ...sound, ...more } }
        })
      for (const [name, more, place, fix] of refused) {
        const { status, body } = await write(more)
        const found = body.errors?.find(
          ({ pointer }: { pointer: string }) => pointer === `#/definition/${place}`
        )
        t.match(
          { status, code: body.code, found },
          {
            ...{ status: 422, code: 'AUTOMATION_INVALID', found: { detail: fix } }
          },
          `${name}: ${JSON.stringify(body.errors)}`
        )
      }
      for (const [name, more, place] of misshapen) {
        const { status, body } = await write(more)
        t.equal(status, 400, name)
        t.match(body.errors?.[0]?.pointer, place, name)
      }
      t.equal((await shop.get('/automations')).data.length, 0)
      t.equal((await write({})).status, 201)
      t.match(await write({}), { status: 409, body: { code: 'AUTOMATION_HANDLE_TAKEN' } })
    }
  )

  t.test('definitions: a coupon needs promotions', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const definition = { ...sound, steps: [{ id: 'a', coupon: { promotionId: 'p' } }] }
    const { body } = await shop.post('/automations', { handle: 'a', title: 'A', definition })
    t.match(body.errors, [{ pointer: '#/definition/steps/0/coupon', detail: /switch it on/ }])
  })

  t.test('definitions: states, versions, and runs that keep theirs', async (t) => {
    const shop = await openAutomationShop(t, kind)
    const id = await shop.automation('a', {
      ...sound,
      reentry: { mode: 'always' },
      steps: [
        { id: 'wait', wait: { days: 1 } },
        { id: 'old', webhook: { name: 'old' } }
      ]
    })
    const step = (name: string, version: number) =>
      shop.call({
        ...{ method: 'POST', url: `/v1/automations/${id}/${name}` },
        headers: { 'if-match': `"v${version}"` }
      })
    await shop.customer()
    await shop.run()
    const change = (body: object, version: number) =>
      shop.call({
        ...{ method: 'PATCH', url: `/v1/automations/${id}`, body },
        headers: { 'if-match': `"v${version}"` }
      })
    const definition = { ...sound, steps: [{ id: 'new', webhook: { name: 'new' } }] }
    t.match(await change({ definition }, 1), { status: 412 })
    t.match(await change({ definition }, 2), { status: 200, body: { definitionVersion: 2 } })
    await shop.customer()
    await shop.run()
    shop.clock.advance(86_400_000)
    t.match(await step('pause', 3), { status: 200, body: { state: 'paused', activeSince: null } })
    await shop.customer()
    await shop.run()
    const called = () => shop.told.flatMap(({ one }) => one.name ?? []).join()
    t.equal(called(), 'new', 'paused, nobody enters and nobody moves')
    t.match(await step('pause', 4), { status: 409, body: { code: 'AUTOMATION_STATE_WRONG' } })
    t.match(await step('activate', 4), { status: 200, body: { state: 'active' } })
    await shop.run()
    t.equal(called(), 'new,old', 'who entered before follows what was written then')
    const { data } = await shop.get(`/automations/${id}/versions`)
    t.same(
      data.map(({ version }: { version: number }) => version),
      [2, 1]
    )
    t.match(await step('archive', 5), { status: 200, body: { state: 'archived' } })
    t.match(await change({ title: 'B' }, 6), { status: 409 })
    t.same(await shop.findings(), [])
  })
})

t.test('steps: what is done on every way is known, and a skipped step is not', (t) => {
  const value = { x: { step: 'give', field: 'code' } }
  const steps = (when?: string) => [
    { id: 'split', branch: { if: 'a', yes: 'give' } },
    { id: 'left', tag: { add: ['x'] }, next: 'give' },
    { id: 'give', coupon: { promotionId: 'p' }, ...(when && { when }) },
    { id: 'tell', webhook: { name: 'w', values: value } }
  ]
  const trigger = { event: { name: 'customer.created' as const } }
  t.same(checkFlow({ trigger, steps: steps() }), [])
  t.match(checkFlow({ trigger, steps: steps('a') }), [{ detail: /without `when`/ }])
  t.end()
})

t.test('holdout: the same each time, as large as it says, independent between automations', (t) => {
  const customers = Array.from({ length: 20_000 }, (_, at) => `cus_${at}`)
  const out = (automation: string, bps: number) =>
    new Set(customers.filter((customer) => isHeldOut(automation, customer, bps)))
  const one = out('one', 1000)
  const other = out('two', 1000)
  t.equal([...out('one', 1000)].join(), [...one].join())
  t.ok(Math.abs(one.size - 2000) < 200, `${one.size} of 20,000`)
  const both = [...one].filter((customer) => other.has(customer)).length
  t.ok(both > 120 && both < 290, `${both} in both, about 200 by chance`)
  t.equal(out('one', 0).size, 0)
  const larger = out('one', 2000)
  t.ok(
    [...one].every((customer) => larger.has(customer)),
    'a larger one has the smaller'
  )
  t.end()
})

t.test('intervals: published figures of Newcombe (1998), method 10', (t) => {
  const near = (actual: number, expected: number) =>
    t.ok(Math.abs(actual - expected) < 0.00006, `${actual} is ${expected}`)
  const cases: [number, number, number, number, number, number][] = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
    [5, 56, 0, 29, -0.0381, 0.1926]
  ]
  for (const [a, m, b, n, low, high] of cases) {
    const found = differenceOf({ successes: a, of: m }, { successes: b, of: n })
    near(found.low, low)
    near(found.high, high)
  }
  near(wilson({ successes: 81, of: 263 }).low, 0.2553)
  near(wilson({ successes: 81, of: 263 }).high, 0.3662)
  t.end()
})

t.test('waits: days and hours are those of the zone, over the change of clocks too', (t) => {
  const berlin = (from: string, wait: object) => waitEnd(wait, from, 'Europe/Berlin')
  t.equal(berlin('2026-03-28T09:00:00.000Z', { days: 1 }), '2026-03-29T08:00:00.000Z')
  t.equal(berlin('2026-03-28T09:00:00.000Z', { minutes: 90 }), '2026-03-28T10:30:00.000Z')
  t.equal(berlin('2026-06-01T06:00:00.000Z', { untilHour: 10 }), '2026-06-01T08:00:00.000Z')
  t.equal(berlin('2026-06-01T08:00:00.000Z', { untilHour: 10 }), '2026-06-01T08:00:00.000Z')
  t.equal(berlin('2026-06-01T08:00:00.001Z', { untilHour: 10 }), '2026-06-02T08:00:00.000Z')
  t.equal(berlin('2026-06-01T20:00:00.000Z', { days: 1, untilHour: 9 }), '2026-06-03T07:00:00.000Z')
  t.end()
})

t.test('days: a day has come at its hour, and 29 February is kept in other years', (t) => {
  const shanghai = { zone: 'Asia/Shanghai' }
  t.equal(reachedDay('2026-05-02T00:59:59.999Z', shanghai, 9), '2026-05-01')
  t.equal(reachedDay('2026-05-02T01:00:00.000Z', shanghai, 9), '2026-05-02')
  t.same(daysKeptOn('2026-02-28', 'feb28'), ['02-28', '02-29'])
  t.same(daysKeptOn('2026-03-01', 'mar1'), ['03-01', '02-29'])
  t.same(daysKeptOn('2028-02-28', 'feb28'), ['02-28'])
  t.same(daysKeptOn('2028-02-29', 'feb28'), ['02-29'])
  t.same(daysKeptOn('2100-02-28', 'feb28'), ['02-28', '02-29'], '2100 is no leap year')
  t.end()
})
