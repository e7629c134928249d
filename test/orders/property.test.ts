import fc from 'fast-check'
import type { ChannelOrder, ChannelOrderStatus } from 'shopkeeper'
import { onEachDatabase } from '../harness.ts'
import { buildShop, channelOrder, line, type Shop } from './shop.ts'

const skus = ['MUG', 'CUP', 'BOWL', 'POT']
const forward: readonly ChannelOrderStatus[] = ['awaiting_payment', 'paid', 'on_hold', 'unmapped']

/** A history as channels write it: lines may change until it ships; it may be canceled at any time. */
const histories = fc
  .record({
    versions: fc.array(
      fc.record({
        status: fc.constantFrom(...forward),
        quantities: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 })
      }),
      { minLength: 1, maxLength: 4 }
    ),
    end: fc.constantFrom(null, 'shipped', 'delivered', 'canceled', 'partially_shipped')
  })
  .map(({ versions, end }) => {
    const all: { status: ChannelOrderStatus; quantities: number[] }[] = [...versions]
    if (end !== null) all.push({ status: end, quantities: versions.at(-1)!.quantities })
    return all
  })

function versionsOf(id: string, history: { status: ChannelOrderStatus; quantities: number[] }[]) {
  return history.map(({ status, quantities }, index) => {
    const lines = skus
      .map((sku, i) => ({ sku, quantity: quantities[i]! }))
      .filter(({ quantity }) => quantity > 0)
      .map(({ sku, quantity }) => line(sku, quantity))
    return channelOrder(id, index, lines, { status, rawStatus: `${status}-${index}` })
  })
}

async function endOf(shop: Shop, id: string) {
  const { state, rawStatus, subtotalMinor, totalMinor, lines } = await shop.orderOf(id)
  return {
    // How much stock there was when a version came decides between these two, not the versions.
    state: state === 'allocated' ? 'paid' : state,
    rawStatus,
    subtotalMinor,
    totalMinor,
    lines: lines
      .filter(({ quantity }: { quantity: number }) => quantity > 0)
      .map((one: { sku: string; quantity: number }) => [one.sku, one.quantity])
      .sort()
  }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'intake: versions in any order and any pages end the same, and the books agree',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 60, CUP: 30, BOWL: 1000 })
      await shop.addSku('POT', 0, { isTracked: false })
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          histories,
          fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
          fc.integer({ min: 1, max: 5 }),
          async (history, keys, pageSize) => {
            run++
            const inOrder = versionsOf(`in-${run}`, history)
            const shuffled = versionsOf(`shuffled-${run}`, history)
              .map((version, index) => ({ version, key: keys[index]! }))
              .sort((a, b) => a.key - b.key)
              .map(({ version }) => version)
            // Seen again at the end, as polling does after a webhook.
            const repeated: ChannelOrder[] = [...shuffled, shuffled[0]!]
            for (const version of inOrder) await shop.intake([version])
            for (let at = 0; at < repeated.length; at += pageSize) {
              await shop.intake(repeated.slice(at, at + pageSize))
            }
            const [one, other] = [
              await endOf(shop, `in-${run}`),
              await endOf(shop, `shuffled-${run}`)
            ]
            t.same(other, one, `run ${run}`)
            const findings = await shop.findings()
            t.same(findings, [], `run ${run}`)
            return findings.length === 0
          }
        ),
        { numRuns: kind === 'sqlite' ? 60 : 25, seed: 20260301 }
      )
      const levels = await shop.engine.db.selectFrom('stockLevels').selectAll().execute()
      for (const { onHand, allocated } of levels) t.ok(onHand >= allocated && allocated >= 0)
    }
  )
})
