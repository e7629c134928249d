import { definePlugin, type Plugin } from 'shopkeeper'
import { NoteRefused, notes } from '../core/notes.ts'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { buildWebhookShop } from './shop.ts'

const nowhere = { url: 'https://example.com/hooks' }

type Context = Parameters<Parameters<typeof definePlugin>[0]['setup']>[0]

const plugin = (name: string, setup: (ctx: Context) => void): Plugin =>
  definePlugin({ name, needs: ['notes'], setup: setup as never }) as Plugin

onEachDatabase(async (t, kind) => {
  t.test(
    'onAny: hears every event after those who listen by name, unless one vetoes',
    async (t) => {
      const heard: string[] = []
      const any = plugin('any', (ctx) => {
        t.same([...ctx.events.keys()], ['note.written'])
        ctx.onAny(async (_, event, batch) => void heard.push(`any ${event} ${batch.length}`))
      })
      const named = plugin('named', (ctx) =>
        ctx.on('note.written', async (_, [first]) => {
          heard.push('named')
          if (first?.text === 'refuse') throw new NoteRefused({ text: 'refuse' })
        })
      )
      const plugins = [notes, any, named]
      const { engine } = await buildTestEngine(t, kind, { plugins, adapters: [] })
      const write = (text: string) =>
        engine.transaction((tx) => tx.emit('note.written', [{ id: text, text }]))
      await write('a')
      await t.rejects(write('refuse'), { code: 'NOTE_REFUSED' })
      t.same(heard, ['named', 'any note.written 1', 'named'])
      heard.length = 0
      const overrides = { 'on:*:any': false }
      const off = await buildTestEngine(t, kind, { plugins, adapters: [], overrides })
      await off.engine.transaction((tx) => tx.emit('note.written', [{ id: 'a', text: 'a' }]))
      t.same(heard, ['named'])
    }
  )

  t.test(
    'fan-out: a subscription made in one process is heard of in all from its answer on',
    async (t) => {
      const first = await buildWebhookShop(t, kind, { start: false })
      const { database } = first
      const second = await buildWebhookShop(t, kind, { start: false, database })
      const count = async () => {
        const rows = await first.engine.db.selectFrom('webhookDeliveries').select('id').execute()
        return rows.length
      }
      for (const round of [1, 2, 3]) {
        // Both have just read that nobody wants it.
        await Promise.all([first.tell('unheard'), second.tell('unheard')])
        const { id } = await first.subscribe(nowhere)
        await second.tell('heard')
        await first.tell('heard')
        t.equal(await count(), round * 4 - 2)
        await second.call({ method: 'POST', url: `/v1/webhook-subscriptions/${id}/disable` })
        await first.tell('unheard')
        await second.call({ method: 'POST', url: `/v1/webhook-subscriptions/${id}/enable` })
        await first.tell('heard')
        await second.tell('heard')
        t.equal(await count(), round * 4)
        await first.call({ method: 'DELETE', url: `/v1/webhook-subscriptions/${id}` })
      }
    }
  )

  t.test(
    'fan-out: what nobody wants costs a statement at most; the rest does not grow',
    async (t) => {
      const shop = await buildWebhookShop(t, kind, { start: false })
      const statementsOf = (count: number) =>
        shop.engine.transaction(async (tx) => {
          let statements = 0
          const executor = tx.getExecutor()
          const run = executor.executeQuery.bind(executor)
          executor.executeQuery = (...query) => {
            statements++
            return run(...query)
          }
          const batch = Array.from({ length: count }, (_, index) => ({ id: `${index}`, text: 'x' }))
          await tx.emit('note.written', batch)
          return statements
        })
      await statementsOf(1)
      // One when what was read of subscriptions is too old by then.
      t.ok((await statementsOf(500)) <= 1)
      await shop.subscribe(nowhere)
      const one = await statementsOf(1)
      t.ok(one > 2, `${one} statements were counted`)
      t.ok((await statementsOf(500)) <= one + 1)
    }
  )

  t.test(
    'fan-out: each occurrence is delivered once to each subscription, each in its own queue',
    async (t) => {
      const shop = await buildWebhookShop(t, kind, { start: false })
      for (const events of [['*'], ['note.*'], ['note.written', '*']]) {
        await shop.subscribe(nowhere, { events })
      }
      await shop.tell(...Array.from({ length: 500 }, (_, index) => `note ${index}`))
      const { db, proofs } = shop.engine
      const rows = await db.selectFrom('webhookDeliveries').select('id').execute()
      t.equal(rows.length, 1500, 'one for each subscription, however many of its patterns fit')
      const jobs = await db.selectFrom('jobs').select(['name', 'queue']).execute()
      t.equal(jobs.length, 1500)
      t.equal(new Set(jobs.map(({ queue }) => queue)).size, 3)
      const proof = proofs.find(({ name }) => name === 'webhooks.pending-has-job')!
      t.same(await proof.findings(db), [])
      await shop.engine.transaction((tx) =>
        tx.deleteFrom('jobs').where('queue', '=', jobs[0]!.queue).execute()
      )
      t.equal((await proof.findings(db)).length, 100, 'and the proof can fail')
    }
  )
})
