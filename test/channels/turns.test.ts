import type { Test } from 'tap'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildHasty, confirmations, type Hasty, sendParcels } from './hasty.ts'
import { overlapping, type Variant } from './platform.ts'

const able: Variant = {
  capabilities: {
    orders: { pull: overlapping, push: { by: 'queue', topics: ['order'] } },
    shipments: { confirm: { split: 'quantity', batchMax: 1 } }
  }
}

/** A shop whose turns are timed by the clock that the test moves. */
async function buildTimed(t: Test, kind: DatabaseKind): Promise<Hasty> {
  const hasty = await buildHasty(t, kind, able)
  Object.assign(hasty.clock, { monotonicMs: hasty.clock.ms })
  return hasty
}

/** Runs a job of the account, and takes away the one that is to go on. False: there is none. */
async function runTurn({ engine }: Hasty, name: string): Promise<boolean> {
  const forget = () =>
    engine.transaction((tx) =>
      tx.deleteFrom('jobs').where('name', '=', name).executeTakeFirstOrThrow()
    )
  await forget()
  await runJob(engine, name, { channelId: 'a' })
  return (await forget()).numDeletedRows === 1n
}

onEachDatabase(async (t, kind) => {
  t.test('turns: parcels give way to other work of their account, and go on', async (t) => {
    const hasty = await buildTimed(t, kind)
    const { platform, clock } = hasty
    await sendParcels(
      hasty,
      Array.from({ length: 10 }, (_, index) => `o${index}`)
    )
    platform.on('parcels', () => {
      clock.advance(300)
      return { data: { outcomes: [{ status: 'done' }] } }
    })
    const told: number[] = []
    while (await runTurn(hasty, 'channels.confirm-shipments')) told.push(platform.count('parcels'))
    t.same(told, [4, 8], 'those that fit into a second')
    t.ok((await confirmations(hasty)).every(({ state }) => state === 'confirmed'))
  })

  t.test('turns: hints give way to other work of their account, and go on', async (t) => {
    const hasty = await buildTimed(t, kind)
    const { platform, clock, engine } = hasty
    platform.on('hints', () => {
      clock.advance(300)
      const externalId = String(platform.count('hints'))
      const hint = { deliveryId: externalId, topic: 'order', externalId }
      const isLast = platform.count('hints') > 10
      return {
        data: isLast ? { hints: [], receipt: null } : { hints: [hint], receipt: externalId }
      }
    })
    const taken: number[] = []
    while (await runTurn(hasty, 'channels.take-hints')) taken.push(platform.count('confirm'))
    t.same(taken, [4, 8], 'those that fit into a second')
    t.equal((await engine.db.selectFrom('channelInbox').select('deliveryId').execute()).length, 10)
  })
})
