import { definePlugin, insertAll, type Plugin } from 'shopkeeper'
import { Type } from 'typebox'
import { BatchOf, BatchOutcomes, runBatch } from '#core/http/batch'
import { buildTestEngine, onEachDatabase } from '../../harness.ts'
import { NoteRefused, notes } from '../notes.ts'

const Item = Type.Object({ text: Type.String() }, { additionalProperties: false })

/** Writes notes in batches; counts how many items are at work at once. */
function batching(seen: { atOnce: number; max: number; begun: number }): Plugin {
  return definePlugin({
    name: 'batching',
    needs: ['notes'],
    setup(ctx) {
      const writeOne = async ({ text }: { text: string }) => {
        seen.begun++
        seen.max = Math.max(seen.max, ++seen.atOnce)
        try {
          return await ctx.transaction(async (tx) => {
            await insertAll(tx, 'notes', [{ id: text, text, version: 1 }])
            if (text.startsWith('refuse')) throw new NoteRefused({ text })
            if (text === 'explode') throw new Error('boom')
            return { id: text }
          })
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
          (request) => runBatch(request.body.items, writeOne)
        )
      })
    }
  }) as Plugin
}

onEachDatabase(async (t, kind) => {
  const build = async () => {
    const seen = { atOnce: 0, max: 0, begun: 0 }
    const built = await buildTestEngine(t, kind, { plugins: [notes, batching(seen)], adapters: [] })
    const post = (texts: string[]) => {
      const items = texts.map((text) => ({ text }))
      return built.call({ method: 'POST', url: '/v1/notes/batch', body: { items } })
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
    const texts = Array.from({ length: 200 }, (_, i) => (i === 10 ? 'explode' : `note-${i}`))
    t.equal((await post(texts)).status, 500)
    t.equal(seen.atOnce, 0)
    t.ok(seen.begun < 200, `${seen.begun} of 200 were begun`)
  })
})
