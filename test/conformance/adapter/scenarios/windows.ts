import { Duration } from 'luxon'
import type { WindowPull } from '#core/channel/capabilities'
import { agree, placeOrders, type Scenario } from '../scenario.ts'
import type { Stand } from '../stand.ts'

const hourMs = 3_600_000

function windowOf({ subject }: Stand): WindowPull {
  return subject.adapter.capabilities.orders.pull as WindowPull
}

/** Time as the platform cuts it, tells it and measures it. */
export const windows: Scenario[] = [
  {
    name: 'no list is asked for a longer window than the platform allows, and there is no gap between two',
    needs: ({ orders }) => orders.pull.by === 'window',
    async run(t, stand) {
      const maxMs = Duration.fromISO(windowOf(stand).windowMax).toMillis()
      // Three windows, but no more than a month: some platforms allow years.
      const spanMs = Math.min(maxMs * 2.5, 30 * 24 * hourMs)
      const since = stand.clock.after(-spanMs)
      const account = await stand.account(t, {
        channel: { since },
        before: (simulator) => {
          for (const share of [0.9, 0.5, 0.1]) {
            const at = stand.clock.after(-spanMs * share)
            simulator.placeOrder({ placedAt: at, modifiedAt: at })
          }
        }
      })
      await agree(t, stand, account)
      const slices = account.simulator.calls.flatMap(({ slice }) => slice ?? [])
      const spans = slices.map((slice) => Date.parse(slice.until) - Date.parse(slice.since))
      t.ok(spans.length > 0 && spans.every((ms) => ms <= maxMs), 'each within what is allowed')
      const sorted = [...slices].sort((a, b) => (a.since < b.since ? -1 : 1))
      // One may lie inside of another: what counts is how far all before it reach.
      let reached = sorted[0]?.since ?? ''
      const isGapless = sorted.every(({ since: from, until }) => {
        const isJoined = from <= reached
        if (until > reached) reached = until
        return isJoined
      })
      t.ok(isGapless, 'each begins before those before it end')
    }
  },
  {
    name: 'times around midnight and the end of a month mean the same instant on both sides',
    needs: ({ orders }) => orders.pull.by === 'window',
    async run(t, stand) {
      const account = await stand.account(t)
      const now = new Date(stand.clock.ms())
      const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
      const east = month - 8 * hourMs
      const instants = [month - 1000, month, month + 1000, east - 1000, east, east + 1000]
      const modifiedAt = stand.clock.now()
      for (const ms of instants) {
        account.simulator.placeOrder({ placedAt: new Date(ms).toISOString(), modifiedAt })
      }
      await agree(t, stand, account)
    }
  },
  ...[-300_000, 300_000].map(
    (skewMs): Scenario => ({
      name: `a platform whose clock is five minutes ${skewMs < 0 ? 'slow' : 'fast'} loses no order`,
      needs: ({ orders }) => orders.pull.by === 'window',
      async run(t, stand) {
        const account = await stand.account(t, { skewMs })
        account.simulator.placeOrder()
        await stand.pull(account)
        account.simulator.placeOrder()
        stand.clock.advance(hourMs / 2)
        await stand.pull(account)
        account.simulator.placeOrder()
        // Further than any lag and any skew: by now all of them must be in the lists.
        stand.clock.advance(hourMs / 2)
        await stand.pull(account)
        await agree(t, stand, account)
      }
    })
  ),
  {
    name: 'orders from before the account was added come in by their own list, beside the new ones',
    needs: ({ orders }) => orders.history !== undefined,
    async run(t, stand) {
      const account = await stand.account(t)
      const at = stand.clock.after(-10 * 24 * hourMs)
      account.simulator.placeOrder({ placedAt: at, modifiedAt: at })
      placeOrders(stand, account, 2)
      const { status } = await stand.call('POST', `/v1/channels/${account.channelId}/backfill`, {
        since: stand.clock.after(-20 * 24 * hourMs)
      })
      t.equal(status, 202)
      await agree(t, stand, account)
    }
  }
]
