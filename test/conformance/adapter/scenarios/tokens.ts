import { agree, placeOrders, type Scenario, threePages } from '../scenario.ts'

/** Access tokens, of platforms that have them. */
export const tokens: Scenario[] = [
  {
    name: 'a token that ends in the middle of a run is renewed once, and the run goes on',
    needs: ({ orders }) => orders.pull.by === 'window',
    async run(t, stand) {
      if (!stand.subject.adapter.tokens) return void t.comment('it has no tokens')
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'tokenExpired', after: 1 })
      placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
      const { calls } = account.simulator
      const ended = calls.findIndex(({ fault }) => fault === 'tokenExpired')
      const renewals = calls.slice(ended).filter(({ operation }) => operation === 'token')
      t.equal(renewals.length, 1)
      t.same(await stand.alertsOf(account), [])
    }
  },
  {
    name: 'two who need a token at once ask for one',
    needs: ({ orders }) => orders.pull.by === 'window',
    async run(t, stand) {
      if (!stand.subject.adapter.tokens) return void t.comment('it has no tokens')
      const account = await stand.account(t)
      placeOrders(stand, account, 2)
      await agree(t, stand, account)
      const renewals = () =>
        account.simulator.calls.filter(({ operation }) => operation === 'token').length
      const before = renewals()
      account.simulator.faults.add({ kind: 'tokenExpired' })
      const channels = stand.engine.use('channels')
      await Promise.all(Array.from({ length: 4 }, () => channels.check(account.channelId)))
      t.equal(renewals() - before, 1)
    }
  }
]
