import { agree, placeOrders, type Scenario, threePages } from '../scenario.ts'

const isListed: Scenario['needs'] = ({ orders }) => orders.pull.by === 'window'

/** Lists that are longer than a page, and change while they are read. */
export const pages: Scenario[] = [
  {
    name: 'three pages of orders come in, each order once',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
      await stand.pull(account)
      await agree(t, stand, account)
    }
  },
  {
    name: 'an order that changes while its list is read moves between pages, and none is lost',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'moveRows', after: 1, times: 2 })
      placeOrders(stand, account, threePages(stand))
      await stand.pull(account)
      await agree(t, stand, account)
      t.ok(
        account.simulator.calls.some(({ fault }) => fault === 'moveRows'),
        'a row has moved'
      )
    }
  },
  {
    name: 'an order that comes while the list is read is not lost, nor are its neighbors',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'newRow', after: 1 })
      const placed = placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
      t.ok(account.simulator.orders().length > placed.length, 'one more came')
    }
  },
  {
    name: 'a page that holds an order twice, and one out of order, change nothing',
    needs: isListed,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'sameRowTwice' })
      account.simulator.faults.add({ kind: 'reordered', after: 1 })
      placeOrders(stand, account, threePages(stand))
      await agree(t, stand, account)
    }
  },
  {
    name: 'older news about an order never replaces newer',
    // Whoever is told of changes can fetch one order.
    needs: ({ orders }) => orders.push !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const [order] = placeOrders(stand, account, 1)
      await agree(t, stand, account)
      const { externalId } = order!
      const newer = account.simulator.changeOrder(externalId, { status: 'shipped' })
      await agree(t, stand, account)
      // What a platform shows from an old copy of itself.
      account.simulator.changeOrder(externalId, {
        status: 'paid',
        modifiedAt: stand.clock.after(-1_200_000)
      })
      await stand.fetch(account, externalId)
      const fetches = () => account.simulator.calls.length
      const before = fetches()
      await stand.until(() => fetches() > before, 'the fetch of the old copy')
      await stand.pull(account)
      t.equal((await stand.ordersOf(account)).get(externalId)!.rawStatus, newer.rawStatus)
    }
  }
]
