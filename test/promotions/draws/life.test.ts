import { createHash, createHmac } from 'node:crypto'
import { onEachDatabase } from '../../harness.ts'
import { buildDrawShop, type DrawShop, drawAt, entryUntil } from './shop.ts'

/** Draws again as anybody could: from what the two routes of the proof say, and nothing else. */
async function drawAgain(shop: DrawShop, id: string) {
  const proof = await shop.proof(id)
  const { text } = await shop.call({ url: `/v1/draws/${id}/proof/entries` })
  const sha256 = (of: string) => createHash('sha256').update(of).digest('hex')
  const lines = text.split('\n').slice(0, -1)
  const ranked = lines
    .map((line) => {
      const [entryId, customerId] = line.split(':') as [string, string]
      const hmac = createHmac('sha256', Buffer.from(proof.seed, 'hex'))
      return { entryId, customerId, score: hmac.update(`${sha256(text)}:${entryId}`).digest('hex') }
    })
    .sort((a, b) => a.score.localeCompare(b.score))
  const winners: { place: number; prize: number; entryId: string; customerId: string }[] = []
  const units = proof.prizes.flatMap(({ quantity }: { quantity: number }, prize: number) =>
    Array(quantity).fill(prize)
  )
  for (const { entryId, customerId } of ranked) {
    if (winners.length === units.length) break
    if (winners.some((one) => one.customerId === customerId)) continue
    const place = winners.length + 1
    winners.push({ place, prize: units[place - 1], entryId, customerId })
  }
  return {
    commitment: sha256(`${id}:${proof.seed}`),
    entries: lines.length,
    entriesDigest: sha256(text),
    isSorted: lines.every((line, at) => at === 0 || lines[at - 1]! < line),
    winners
  }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'draw: sealed until it is drawn; then anybody can draw again and gets the same',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const prizes = [
        { kind: 'thing', title: 'First', quantity: 1, sku: 'MUG' },
        { kind: 'thing', title: 'Second', quantity: 3, sku: 'MUG' }
      ]
      const { id, commitment, ...made } = await shop.drawing({ prizes, entriesPerCustomer: 3 })
      t.match(made, { state: 'open', seed: null, entries: null, entriesDigest: null, version: 1 })
      t.match(commitment, /^[0-9a-f]{64}$/)
      t.notOk('sealedSeed' in made)
      const names = Array.from({ length: 12 }, (_, at) => `c-${at}`)
      await shop.enter(id, names)
      await shop.enter(id, [...names.slice(0, 4), ...names.slice(0, 2)])
      const early = await shop.call({ url: `/v1/draws/${id}/proof/entries` })
      t.match(early, { status: 409, body: { code: 'DRAW_NOT_CLOSED' } })
      shop.clock.set(entryUntil)
      await shop.work('draws.move')
      const closed = await shop.proof(id)
      t.match(closed, { state: 'closed', seed: null, commitment, entries: 18, winners: [] })
      t.match(
        closed.entriesDigest,
        /^[0-9a-f]{64}$/,
        'what takes part is published before it is drawn'
      )
      shop.clock.set(drawAt)
      await Promise.all([shop.work('draws.move'), shop.work('draws.move')])
      const proof = await shop.proof(id)
      t.match(proof, {
        state: 'drawn',
        commitment,
        entriesDigest: closed.entriesDigest,
        drawnAt: drawAt
      })
      t.equal(proof.winners.length, 4)
      const { winners, ...again } = await drawAgain(shop, id)
      t.same(again, {
        commitment,
        entries: 18,
        entriesDigest: closed.entriesDigest,
        isSorted: true
      })
      t.same(winners, proof.winners)
      await shop.work('draws.move')
      await shop.call({ method: 'POST', url: `/v1/draws/${id}/draw` })
      await shop.work('draws.move')
      t.same(await shop.proof(id), proof, 'drawing again changes nothing')
      t.same(await shop.findings(), [])
      const row = await shop.engine.db.selectFrom('draws').selectAll().executeTakeFirstOrThrow()
      t.equal(row.sealedSeed, null)
    }
  )

  t.test(
    'draw: the seed is not in the database in the clear; another key does not open it',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const { id } = await shop.drawing()
      await shop.enter(id, ['a', 'b'])
      const sealedOf = async (of: string) => {
        const { db } = shop.engine
        const row = await db.selectFrom('draws').selectAll().where('id', '=', of).executeTakeFirst()
        return row!.sealedSeed!
      }
      const keep = (sealedSeed: string) =>
        shop.engine.transaction((tx) =>
          tx.updateTable('draws').set({ sealedSeed }).where('id', '=', id).execute()
        )
      const sealedSeed = await sealedOf(id)
      t.match(sealedSeed, /^v1\./)
      const other = await shop.drawing()
      // A seed of another draw does not open here.
      await keep(await sealedOf(other.id))
      await shop.finish(id)
      t.match(await shop.draw(id), { state: 'closed', seed: null })
      t.match(await shop.draw(other.id), { state: 'drawn' }, 'the others are drawn all the same')
      t.same(await shop.alerts(), ['draw.stuck'])
      await keep(sealedSeed)
      await shop.work('draws.move')
      t.match(await shop.draw(id), { state: 'drawn' })
      t.same(await shop.alerts(), [])
    }
  )

  t.test(
    'draw: before its time by hand, once it takes no more entries; canceled it is never drawn',
    async (t) => {
      const shop = await buildDrawShop(t, kind)
      const { id } = await shop.drawing()
      await shop.enter(id, ['a', 'b', 'c'])
      const now = (of: string) => shop.call({ method: 'POST', url: `/v1/draws/${of}/draw` })
      t.match(await now(id), { status: 409, body: { code: 'DRAW_TOO_EARLY', entryUntil } })
      shop.clock.set(entryUntil)
      t.match(await now(id), { status: 202, body: { drawAt: entryUntil } })
      await shop.work('draws.move')
      t.match(await shop.draw(id), { state: 'drawn', prizes: [{ pending: 2, given: 0 }] })
      const cancel = (of: string) =>
        shop.call({
          method: 'POST',
          url: `/v1/draws/${of}/cancel`,
          body: { reason: 'wrong prize' }
        })
      t.match(await cancel(id), { status: 409, body: { code: 'DRAW_STEP_ILLEGAL', legal: [] } })
      shop.clock.set('2026-03-02T12:00:00.000Z')
      const other = await shop.drawing()
      await shop.enter(other.id, ['a'])
      t.match(await cancel(other.id), { status: 200, body: { state: 'canceled', seed: null } })
      t.match(await now(other.id), { status: 409 })
      await shop.finish(other.id)
      t.match(await shop.draw(other.id), { state: 'canceled' })
      t.same(await shop.winners(other.id), [])
    }
  )

  t.test('draw: nobody entered, nobody wins', async (t) => {
    const shop = await buildDrawShop(t, kind)
    const { id } = await shop.drawing()
    await shop.finish(id)
    t.match(await shop.proof(id), { state: 'drawn', entries: 0, winners: [] })
    t.same((await drawAgain(shop, id)).winners, [])
    t.same(await shop.findings(), [])
  })
})
