import { definePlugin, insertAll, type Plugin, type Tx } from 'shopkeeper'
import { Type } from 'typebox'
import { createKey } from '#core/access/keys'
import { BatchOf, BatchOutcomes } from '#core/http/batch'
import { newId } from '#core/ids'
import { send } from '../../faults/buyers.ts'
import { startDyingEngine } from '../../faults/engine.ts'
import { buildTestEngine, freshDatabase, onEachDatabase } from '../../harness.ts'
import { NoteRefused, notes } from '../notes.ts'

const Item = Type.Object({ text: Type.String() }, { additionalProperties: false })

interface Seen {
  atOnce: number
  max: number
  begun: number
  /** Texts at which it fails by a fault of ours. */
  faults: Set<string>
}

/** Writes notes in batches; counts how many items are at work at once. */
function batching(seen: Seen): Plugin {
  return definePlugin({
    name: 'batching',
    needs: ['notes'],
    setup(ctx) {
      const writeOne = async (tx: Tx, { text }: { text: string }) => {
        await insertAll(tx, 'notes', [{ id: newId('note'), text, version: 1 }])
        if (text.startsWith('refuse')) throw new NoteRefused({ text })
        if (seen.faults.has(text)) throw new Error('boom')
        return { id: text }
      }
      const counted = async <Result>(place: () => Promise<Result>) => {
        seen.begun++
        seen.max = Math.max(seen.max, ++seen.atOnce)
        try {
          return await place()
        } finally {
          seen.atOnce--
        }
      }
      ctx.routes(async (app) => {
        app.post(
          '/notes/batch',
          {
            config: { permission: 'notes:write' },
            schema: {
              operationId: 'createNotes',
              summary: 'Write many notes',
              body: BatchOf(Item),
              response: { 200: BatchOutcomes(Type.Object({ id: Type.String() })) }
            }
          },
          (request, reply) =>
            reply.batch(request.body.items, writeOne, {
              around: (_item, _key, place) => counted(place)
            })
        )
      })
    }
  }) as Plugin
}

onEachDatabase(async (t, kind) => {
  const build = async () => {
    const seen: Seen = { atOnce: 0, max: 0, begun: 0, faults: new Set() }
    const built = await buildTestEngine(t, kind, { plugins: [notes, batching(seen)], adapters: [] })
    const post = (texts: string[], key?: string) => {
      const items = texts.map((text) => ({ text }))
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
      return built.call({ method: 'POST', url: '/v1/notes/batch', body: { items }, headers })
    }
    return { ...built, post, seen }
  }

  t.test(
    'batch: one outcome an item, in order; one that is refused leaves the others alone',
    async (t) => {
      const { post, engine } = await build()
      const { status, body } = await post(['a', 'refuse-b', 'c'])
      t.equal(status, 200)
      t.match(body.outcomes, [
        { index: 0, status: 'done', result: { id: 'a' } },
        {
          index: 1,
          status: 'rejected',
          problem: { code: 'NOTE_REFUSED', status: 409, detail: /refuse-b/ }
        },
        { index: 2, status: 'done', result: { id: 'c' } }
      ])
      t.equal(await engine.use('notes').count(), 2)
    }
  )

  t.test('batch: a few items at once, however many there are', async (t) => {
    const { post, seen } = await build()
    const texts = Array.from({ length: 500 }, (_, i) => `note-${i}`)
    const { body } = await post(texts)
    t.same(
      body.outcomes.map((outcome: { result: { id: string } }) => outcome.result.id),
      texts
    )
    t.equal(seen.max, 8)
    t.equal((await post([...texts, 'one more'])).status, 400)
    t.equal((await post([])).status, 400)
  })

  t.test('batch: a failure of ours ends it, and nothing goes on behind the answer', async (t) => {
    const { post, seen } = await build()
    const texts = Array.from({ length: 200 }, (_, i) => `note-${i}`)
    seen.faults.add('note-10')
    t.equal((await post(texts)).status, 500)
    t.equal(seen.atOnce, 0)
    t.ok(seen.begun < 200, `${seen.begun} of 200 were begun`)
  })

  t.test('I1: a batch under the same key: each item once, the same outcomes', async (t) => {
    const { post, engine } = await build()
    const texts = ['a', 'refuse-b', 'c']
    const first = await post(texts, 'k-batch')
    const second = await post(texts, '"k-batch"')
    const without = (answer: typeof first) =>
      answer.body.outcomes.map((outcome: { problem?: object }) => ({
        ...outcome,
        problem: outcome.problem && { ...outcome.problem, instance: null }
      }))
    t.same([first.status, second.status], [200, 200])
    t.same(without(second), without(first))
    t.notOk(second.headers['idempotency-replayed'], 'what was refused was tried again')
    t.equal(await engine.use('notes').count(), 2)
    await post(['d', 'e'], 'k-done')
    const again = await post(['d', 'e'], 'k-done')
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.match(again.body.outcomes, [{ result: { id: 'd' } }, { result: { id: 'e' } }])
    t.equal(await engine.use('notes').count(), 4)
    await post(['d', 'e'])
    t.equal(await engine.use('notes').count(), 6, 'without a key it is another')
  })

  t.test('I2: a batch under the key of another is refused as a whole', async (t) => {
    const { post, engine } = await build()
    await post(['a', 'b'], 'k-other')
    const refused = { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } }
    t.match(await post(['a', 'c'], 'k-other'), refused)
    t.match(await post(['a'], 'k-other'), refused)
    t.match((await post(['a', 'b'], 'no space')).body, { code: 'IDEMPOTENCY_KEY_INVALID' })
    t.equal(await engine.use('notes').count(), 2)
  })

  t.test('I3: five batches at once under one key: each item once', async (t) => {
    const { post, engine } = await build()
    // They have one API key from here on.
    await post(['first'])
    const texts = Array.from({ length: 30 }, (_, i) => `note-${i}`)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(texts, 'k-parallel')))
    for (const { status, body } of answers) {
      t.equal(status, 200)
      for (const [at, outcome] of body.outcomes.entries()) {
        if (outcome.status === 'done') t.same(outcome.result, { id: texts[at] })
        else t.equal(outcome.problem.code, 'IDEMPOTENCY_IN_FLIGHT')
      }
    }
    t.equal(await engine.use('notes').count(), 31)
  })

  t.test('I8: a batch that a failure cut off: the retry does the rest', async (t) => {
    const { post, engine, seen } = await build()
    const texts = Array.from({ length: 100 }, (_, i) => `note-${i}`)
    seen.faults.add('note-40')
    t.equal((await post(texts, 'k-cut')).status, 500)
    const done = await engine.use('notes').count()
    t.ok(done > 0 && done < 100, `${done} of 100 were done`)
    seen.faults.clear()
    const { status, body } = await post(texts, 'k-cut')
    t.equal(status, 200)
    t.same(
      body.outcomes.map((outcome: { result: { id: string } }) => outcome.result.id),
      texts
    )
    t.equal(await engine.use('notes').count(), 100)
  })

  t.test(
    'I4: kill -9 within a batch of orders: the retry gets what was made, and makes the rest',
    async (t) => {
      const database = await freshDatabase(t, kind)
      const plugins = ['catalog', 'inventory', 'orders']
      const config = { plugins: plugins as never, adapters: [] }
      const first = await buildTestEngine(t, kind, config, { database })
      const variants = [{ sku: 'CUP', prices: [{ amountMinor: 100, currency: 'CNY' }] }]
      const product = { title: 'Cup', lifecycle: 'live', variants }
      await first.call({ method: 'POST', url: '/v1/products', body: product })
      const stock = { reason: 'opening', items: [{ sku: 'CUP', onHand: 100 }] }
      await first.call({ method: 'POST', url: '/v1/stock/batch', body: stock })
      const { key } = await first.engine.transaction((tx) =>
        createKey(tx, { name: 'caller', role: 'owner' })
      )
      await first.engine.stop()
      const items = Array.from({ length: 20 }, (_, i) => ({
        lines: [{ sku: 'CUP', quantity: 1 }],
        externalId: `till-${i}`,
        note: `the ${i}th`
      }))
      const batch = { path: '/v1/orders/batch', key: 'k-crash', body: { items } }
      const dies = { at: '^after insert into order_lines', since: '^after commit', nth: 12 }
      const api = await startDyingEngine(t, { database, plugins, dies })
      const address = (await api.line(/^ready /)).replace('ready ', '')
      t.equal(await send(address, key, batch), null, 'no answer came')
      t.equal((await api.exited).signal, 'SIGKILL', api.output())
      const { engine } = await buildTestEngine(t, kind, config, { database })
      const count = async () => (await engine.db.selectFrom('orders').select('id').execute()).length
      const before = await count()
      t.ok(before > 0 && before < 20, `${before} of 20 were there`)
      const response = await engine.app.inject({
        method: 'POST',
        url: batch.path,
        headers: { authorization: `Bearer ${key}`, 'idempotency-key': batch.key },
        payload: batch.body
      })
      t.equal(response.statusCode, 200)
      const notes = response
        .json()
        .outcomes.map((one: { result: { note: string } }) => one.result.note)
      t.same(
        notes,
        items.map(({ note }) => note)
      )
      t.equal(await count(), 20)
      const levels = await engine.db.selectFrom('stockLevels').select('allocated').execute()
      t.same(levels, [{ allocated: 20 }])
    }
  )
})
