import type { Test } from 'tap'
import { manualClock } from '#core/time'
import { type DatabaseKind, onEachDatabase } from '../../harness.ts'
import { runJob } from '../../run-job.ts'
import { buildCrmShop } from '../shop.ts'

async function openShop(t: Test, kind: DatabaseKind) {
  const clock = manualClock('2026-03-27T09:00:00.000Z')
  const config = { shop: { zone: 'Europe/Berlin', currency: 'EUR' } }
  const shop = await buildCrmShop(t, kind, { clock, config })
  const { engine, call } = shop
  const { id: customerId } = await shop.customer({ name: 'Ann' })
  const ask = (body: object = {}) =>
    shop.post('/tasks', {
      ...{ customerId, title: 'Call back', dueAt: '2026-03-28T09:00:00.000Z' },
      ...body
    })
  return {
    ...shop,
    clock,
    customerId,
    ask,
    read: async (url: string) => (await call({ url: `/v1${url}` })).body,
    findOverdue: () => runJob(engine, 'tasks.find-overdue'),
    alerts: async () =>
      (await call({ url: '/v1/alerts' })).body.data.filter(
        ({ kind: of, state }: Record<string, string>) => of === 'task.overdue' && state === 'open'
      )
  }
}

onEachDatabase(async (t, kind) => {
  t.test('tasks: asked for once, assigned, done with what came of it', async (t) => {
    const shop = await openShop(t, kind)
    const { customerId } = shop
    const made = await shop.ask({ note: 'Her dog is ill', assignee: 'eve', sourceId: 'crm-1' })
    t.match(made, { status: 201, body: { state: 'open', note: null, source: 'manual' } })
    const { id } = made.body
    t.match(await shop.ask({ sourceId: 'crm-1' }), { status: 201, body: { id } }, 'asked again')
    t.match(await shop.ask({ sourceId: 'crm-1', title: 'Other' }), {
      status: 422,
      body: { code: 'TASK_SOURCE_TAKEN' }
    })
    t.equal((await shop.read(`/tasks/${id}`)).note, 'Her dog is ill')
    const asMarketer = await shop.call({ url: `/v1/tasks/${id}`, as: 'marketer' })
    t.equal(asMarketer.body.note, null, 'not without crm:personal')

    const patch = (body: object, version: number) =>
      shop.call({
        ...{ method: 'PATCH', url: `/v1/tasks/${id}`, body },
        headers: { 'if-match': `"v${version}"` }
      })
    t.match(await patch({ assignee: 'bob', priority: 'high' }, 1), {
      status: 200,
      body: { assignee: 'bob', priority: 'high', version: 2 }
    })
    t.match(await patch({ assignee: null }, 1), { status: 412 })

    const done = await shop.post(`/tasks/${id}/complete`, { outcome: 'The dog is well' })
    t.match(done, { status: 200, body: { state: 'done', outcome: null, next: null } })
    t.equal((await shop.read(`/tasks/${id}`)).outcome, 'The dog is well')
    t.match(await shop.post(`/tasks/${id}/complete`, {}), {
      status: 409,
      body: { code: 'TASK_CLOSED' }
    })
    const { data } = await shop.read(`/customers/${customerId}/timeline`)
    t.same(
      data.map((entry: { kind: string }) => entry.kind),
      ['task.done', 'task.created']
    )
    t.notMatch(JSON.stringify(data), /dog/, 'what people wrote is not told')
  })

  t.test('tasks: listed by assignee, state, customer and time', async (t) => {
    const shop = await openShop(t, kind)
    const { id: other } = await shop.customer()
    const at = (day: number) => `2026-04-0${day}T09:00:00.000Z`
    await shop.ask({ title: 'a', dueAt: at(3), assignee: 'eve' })
    await shop.ask({ title: 'b', dueAt: at(1), assignee: 'eve' })
    await shop.ask({ title: 'c', dueAt: at(2), customerId: other })
    const { body: gone } = await shop.ask({ title: 'd', dueAt: at(4), assignee: 'eve' })
    t.match(await shop.post(`/tasks/${gone.id}/cancel`), { body: { state: 'canceled' } })
    const titles = async (query: string) =>
      (await shop.read(`/tasks?${query}`)).data.map(({ title }: { title: string }) => title).join()
    t.equal(await titles('state=open'), 'b,c,a')
    t.equal(await titles('state=open&assignee=eve'), 'b,a')
    t.equal(await titles(`customerId=${other}`), 'c')
    t.equal(await titles(`dueFrom=${at(2)}&dueBefore=${at(4)}`), 'c,a')
    const first = await shop.read('/tasks?limit=2')
    t.equal(first.data.length, 2)
    t.equal(await titles(`limit=2&after=${first.next}`), 'a,d')
    t.match(await shop.ask({ customerId: 'cus_none' }), { status: 404 })
    t.match(await shop.ask({ everyDays: 0 }), { status: 400 })
  })

  t.test('tasks: overdue by time alone, told once a due date, cleared when done', async (t) => {
    const shop = await openShop(t, kind)
    const { id } = (await shop.ask()).body
    shop.clock.set('2026-03-28T09:00:00.000Z')
    await shop.findOverdue()
    t.equal((await shop.alerts()).length, 0, 'not at the very instant')
    shop.clock.advance(1)
    await Promise.all([shop.findOverdue(), shop.findOverdue()])
    await shop.findOverdue()
    t.match(await shop.alerts(), [{ subjectId: id, count: 1 }])
    const later = { dueAt: '2026-03-30T09:00:00.000Z' }
    await shop.call({ method: 'PATCH', url: `/v1/tasks/${id}`, body: later })
    t.equal((await shop.alerts()).length, 0, 'put off')
    shop.clock.set('2026-03-31T09:00:00.000Z')
    await shop.findOverdue()
    t.match(await shop.alerts(), [{ subjectId: id, count: 1 }], 'and overdue again')
    await shop.post(`/tasks/${id}/complete`, {})
    t.equal((await shop.alerts()).length, 0)
    await shop.findOverdue()
    t.equal((await shop.alerts()).length, 0)
  })

  t.test('tasks: a visit is due again so many days after it was done', async (t) => {
    const shop = await openShop(t, kind)
    const { id } = (await shop.ask({ everyDays: 7, note: 'Knock', assignee: 'eve' })).body
    const { body } = await shop.post(`/tasks/${id}/complete`, {})
    const next = await shop.read(`/tasks/${body.next}`)
    t.match(next, {
      ...{ state: 'open', source: 'recurring', note: 'Knock', assignee: 'eve', everyDays: 7 },
      // Two hours from UTC instead of one: the clocks have changed meanwhile.
      dueAt: '2026-04-03T08:00:00.000Z'
    })
    await shop.post(`/tasks/${next.id}/cancel`)
    t.equal((await shop.read('/tasks?state=open')).data.length, 0, 'canceled, none follows')
  })

  t.test('tasks: go with a merge, come back with an unmerge, and are forgotten', async (t) => {
    const shop = await openShop(t, kind)
    const { customerId: ann } = shop
    const title = 'Call Ann Example back'
    const { id } = (await shop.ask({ title, note: 'secret' })).body
    const { id: bob } = await shop.customer()
    t.equal((await shop.post(`/customers/${bob}/merge`, { fromId: ann })).status, 200)
    t.equal((await shop.read(`/tasks/${id}`)).customerId, bob)
    t.same(await shop.findings(), [])
    t.equal((await shop.post(`/customers/${ann}/unmerge`)).status, 200)
    t.equal((await shop.read(`/tasks/${id}`)).customerId, ann)
    shop.clock.advance(2 * 86_400_000)
    await shop.findOverdue()
    t.equal((await shop.alerts()).length, 1)
    const exported = await shop.read(`/customers/${ann}/export`)
    t.match(exported.areas.tasks, [{ id, note: 'secret' }])
    t.equal((await shop.post(`/customers/${ann}/erase`)).status, 200)
    t.match(await shop.read(`/tasks/${id}`), { state: 'canceled', title: '(erased)', note: null })
    t.equal((await shop.alerts()).length, 0)
    for (const url of ['/alerts?state=resolved', `/customers/${ann}/timeline`, '/audit']) {
      const said = JSON.stringify(await shop.read(url))
      t.match(said, id, `${url} names the task`)
      t.notMatch(said, title, `${url} does not say what it was about`)
    }
    t.same(await shop.findings(), [])
  })
})
