import { definePlugin, type Plugin } from 'shopkeeper'
import { wakeSnoozed } from '#core/alerts/repository'
import type { Alerts } from '#core/alerts/types'
import { manualClock } from '#core/time'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { notes } from './notes.ts'

onEachDatabase(async (t, kind) => {
  async function build(test: typeof t) {
    let alerts: Alerts | undefined
    const grab = definePlugin({
      name: 'grab',
      setup(ctx) {
        alerts = ctx.alerts
      }
    }) as Plugin
    const clock = manualClock('2026-01-01T00:00:00.000Z')
    const built = await buildTestEngine(
      test,
      kind,
      { plugins: [notes, grab], adapters: [] },
      { clock }
    )
    const subject = { subjectType: 'note', subjectId: 'n1' }
    const raise = (...words: string[]) =>
      built.engine.transaction((tx) =>
        (alerts as Alerts).raise(
          tx,
          words.map((word) => ({
            kind: 'note.rude' as const,
            ...subject,
            subjectId: word.length > 3 ? 'n2' : 'n1',
            message: `says ${word}`,
            fields: { word }
          }))
        )
      )
    const clear = () =>
      built.engine.transaction((tx) =>
        (alerts as Alerts).clear(tx, [{ kind: 'note.rude', ...subject }])
      )
    const list = async (query = '') => (await built.call({ url: `/v1/alerts${query}` })).body.data
    const act = (id: string, action: string, more: object = {}) =>
      built.call({ method: 'POST', url: `/v1/alerts/${id}/${action}`, ...more })
    return { ...built, clock, raise, clear, list, act }
  }

  t.test(
    'raise: one open alert for each cause; seen again it is counted and says the newest',
    async (t) => {
      const { raise, list, clock } = await build(t)
      await raise('heck', 'bah')
      clock.advance(1000)
      await raise('pff')
      const alerts = await list()
      t.equal(alerts.length, 2)
      t.match(
        alerts.find((alert: { subjectId: string }) => alert.subjectId === 'n1'),
        {
          kind: 'note.rude',
          severity: 'warning',
          ownerRole: 'manager',
          message: 'says pff',
          fields: { word: 'pff' },
          state: 'open',
          count: 2,
          raisedAt: '2026-01-01T00:00:00.000Z',
          lastRaisedAt: '2026-01-01T00:00:01.000Z'
        }
      )
    }
  )

  t.test(
    'clear: the alert resolves itself when its cause is gone, and a new cause is a new alert',
    async (t) => {
      const { raise, clear, list } = await build(t)
      await clear()
      await raise('bah')
      await clear()
      t.match(await list(), [{ state: 'resolved', resolvedBy: 'system' }])
      await raise('bah')
      const alerts = await list()
      t.same(
        alerts.map((alert: { state: string }) => alert.state),
        ['open', 'resolved']
      )
      t.equal((await list('?state=open')).length, 1)
    }
  )

  t.test('acknowledge and resolve: say who did it; a resolved one takes no more', async (t) => {
    const { raise, act, list } = await build(t)
    await raise('bah')
    const [{ id }] = await list()
    const acknowledged = await act(id, 'acknowledge')
    t.match(acknowledged, {
      status: 200,
      body: { state: 'acknowledged', acknowledgedBy: /^key_/, version: 2 }
    })
    await raise('bah')
    t.match(
      await list(),
      [{ state: 'acknowledged', count: 2 }],
      'raising it again does not shout again'
    )
    t.match(await act(id, 'resolve'), {
      status: 200,
      body: { state: 'resolved', resolvedBy: /^key_/ }
    })
    t.match(await act(id, 'acknowledge'), { status: 404, body: { code: 'NOT_FOUND' } })
    t.equal((await act(id, 'resolve', { as: 'analyst' })).status, 403)
  })

  t.test('snooze: put aside until an instant, then open again', async (t) => {
    const { raise, act, list, clock, engine } = await build(t)
    await raise('bah')
    const [{ id }] = await list()
    const until = { body: { snoozedUntil: '2026-01-01T10:00:00+08:00' } }
    t.match(await act(id, 'snooze', until), {
      status: 200,
      body: { state: 'snoozed', snoozedUntil: '2026-01-01T02:00:00.000Z' }
    })
    const wake = () => engine.transaction((tx) => wakeSnoozed(tx))
    clock.set('2026-01-01T01:59:59.999Z')
    t.equal(await wake(), 0)
    clock.set('2026-01-01T02:00:00.000Z')
    t.equal(await wake(), 1)
    t.match(await list(), [{ state: 'open', snoozedUntil: null, version: 3 }])
  })

  t.test(
    'If-Match: who acts on what has changed meanwhile is told, and nobody overwrites anybody',
    async (t) => {
      const { raise, act, call, list } = await build(t)
      await raise('bah')
      const [{ id }] = await list()
      const read = await call({ url: `/v1/alerts/${id}` })
      t.equal(read.headers.etag, '"v1"')
      const headers = { 'if-match': read.headers.etag as string }
      const both = await Promise.all([
        act(id, 'acknowledge', { headers }),
        act(id, 'resolve', { headers })
      ])
      t.same(both.map((answer) => answer.status).filter((status) => status === 200).length, 1)
      const refused = both.find((answer) => answer.status !== 200)
      t.ok(refused?.body.code === 'VERSION_OUTDATED' || refused?.body.code === 'NOT_FOUND')
      t.match(await act(id, 'resolve', { headers: { 'if-match': 'v1' } }), {
        status: 400,
        body: { code: 'REQUEST_MALFORMED' }
      })
    }
  )
})
