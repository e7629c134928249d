import { agree, placeOrders, type Scenario, threePages } from '../scenario.ts'

const isListed: Scenario['needs'] = ({ orders }) => orders.pull.by === 'window'
const hourMs = 3_600_000

/** A platform that says no: for a moment, for an hour, or for good. */
export const refusals: Scenario[] = [
  {
    name: 'a platform that throttles is left alone for as long as it says, then everything comes in',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'throttle', restMs: 40_000, times: 2 })
      placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
      const { calls } = account.simulator
      const refused = calls.filter(({ fault }) => fault === 'throttle')
      t.equal(refused.length, 2)
      const tooEarly = refused.flatMap((call) =>
        calls.filter(
          ({ at, operation }) =>
            operation === call.operation &&
            at > call.at &&
            Date.parse(at) - Date.parse(call.at) < 39_000
        )
      )
      t.same(tooEarly, [], 'no call of that kind before the rest is over')
      t.same(await stand.alertsOf(account), [], 'nothing that a person has to look at')
    }
  },
  {
    name: 'failures that pass, in three forms, are tried again until all is in',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      for (const kind of ['down', 'noAnswer', 'lostAnswer'] as const) {
        account.simulator.faults.add({ kind, after: 1 })
      }
      placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
    }
  },
  {
    name: 'an account that is banned for an hour delays no other one, and goes on afterwards',
    needs: isListed,
    async run(t, stand) {
      const banned = await stand.account(t)
      const other = await stand.account(t)
      banned.simulator.faults.add({ kind: 'banned', restMs: hourMs, times: 1 })
      placeOrders(stand, banned, 3)
      await stand.call('POST', `/v1/channels/${banned.channelId}/pull`)
      await stand.until(
        () => banned.simulator.calls.some(({ fault }) => fault === 'banned'),
        'the ban'
      )
      const begunMs = stand.clock.ms()
      placeOrders(stand, other, 3)
      await agree(t, stand, other)
      t.ok(stand.clock.ms() - begunMs < hourMs, 'the other one did not wait for the end of the ban')
      t.equal((await stand.ordersOf(banned)).size, 0, 'and this one still does')
      stand.clock.advance(hourMs)
      await stand.call('POST', `/v1/channels/${banned.channelId}/pull`)
      await agree(t, stand, banned)
    }
  },
  {
    name: 'an account that has taken its permission back is paused, and a person is told',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'revoked', times: 1_000_000 })
      await stand.call('POST', `/v1/channels/${account.channelId}/pull`)
      await stand.until(
        async () => (await stand.alertsOf(account)).includes('channel.broken'),
        'the alert'
      )
      const { body } = await stand.call('GET', `/v1/channels/${account.channelId}`)
      t.ok(body.pausedAt, 'it is paused')
      t.ok(body.pausedReason.length > 10, `with a reason: ${body.pausedReason}`)
    }
  },
  {
    name: 'credentials that the platform refuses pause the account, and a person is told',
    needs: isListed,
    async run(t, stand) {
      const { wrongSettings } = stand.subject
      if (!wrongSettings) return void t.comment('the platform takes any')
      const account = await stand.account(t, { settings: wrongSettings })
      await stand.until(
        async () => (await stand.alertsOf(account)).includes('channel.broken'),
        'the alert'
      )
      const { body } = await stand.call('GET', `/v1/channels/${account.channelId}`)
      t.ok(body.pausedReason.length > 10, `with a reason: ${body.pausedReason}`)
      t.equal((await stand.ordersOf(account)).size, 0)
    }
  }
]
