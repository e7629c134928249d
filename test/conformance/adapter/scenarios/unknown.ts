import { agree, placeOrders, type Scenario } from '../scenario.ts'

const isListed: Scenario['needs'] = ({ orders }) => orders.pull.by === 'window'

/** What a platform says that nobody has told us of. */
export const unknown: Scenario[] = [
  {
    name: 'an order with a status that nobody knows is kept and held; its neighbors go on',
    needs: isListed,
    async run(t, stand) {
      // Before the first pull, which would meet the fault on an empty list.
      const account = await stand.account(t, {
        before: (simulator) => {
          simulator.faults.add({ kind: 'unknownStatus', times: 1000 })
          placeOrders(stand, { simulator }, 3)
        }
      })
      const areIn = async () => (await stand.ordersOf(account)).size === 3
      await stand.untilPulled(account, areIn, 'three orders')
      const held = [...(await stand.ordersOf(account)).values()].filter(({ holds }) =>
        holds.includes('unmapped_status')
      )
      t.equal(held.length, 1)
    }
  },
  {
    name: 'a field that nobody knows is nobody’s business',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'unknownField', times: 5 })
      placeOrders(stand, account, 3)
      await agree(t, stand, account)
    }
  },
  {
    name: 'an order in a currency that nobody knows is set apart and reported; its neighbors go in',
    needs: isListed,
    async run(t, stand) {
      // Before the first pull, which would meet the fault on an empty list.
      const account = await stand.account(t, {
        before: (simulator) => {
          simulator.faults.add({ kind: 'unknownCurrency', times: 1000 })
          placeOrders(stand, { simulator }, 3)
        }
      })
      const areIn = async () => (await stand.ordersOf(account)).size >= 2
      await stand.untilPulled(account, areIn, 'the others')
      const { body } = await stand.call('GET', `/v1/channels/${account.channelId}/rejected`)
      t.equal(body.data.length, 1)
      t.ok((await stand.alertsOf(account)).includes('channel.rejected-rows'))
      account.simulator.faults.clear()
      // It was a passing fault: read again, the order is taken and the entry settled.
      const [entry] = body.data
      const replay = `/v1/channels/${account.channelId}/rejected/${entry.id}/replay`
      t.equal((await stand.call('POST', replay)).status, 202)
      await agree(t, stand, account)
    }
  }
]
