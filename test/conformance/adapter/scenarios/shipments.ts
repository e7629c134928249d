import { agree, placeOrders, type Scenario } from '../scenario.ts'
import type { Account, Stand } from '../stand.ts'
import type { KitTest } from '../subject.ts'

const canShip: Scenario['needs'] = ({ shipments }) => shipments !== false

async function withOrders(t: KitTest, stand: Stand, count: number) {
  const account = await stand.account(t)
  const orders = placeOrders(stand, account, count)
  await agree(t, stand, account)
  return { account, ids: orders.map(({ externalId }) => externalId) }
}

function parcels({ simulator }: Account, externalId: string) {
  return simulator.order(externalId)!.parcels
}

/** Parcels that have left: the platform hears of each once. */
export const shipments: Scenario[] = [
  {
    name: 'a parcel is told of once, with its carrier and number',
    needs: canShip,
    async run(t, stand) {
      const { account, ids } = await withOrders(t, stand, 3)
      for (const [index, id] of ids.entries()) {
        await stand.ship(account, id, { trackingNumber: `TRACK-${index}` })
      }
      await stand.until(() => ids.every((id) => parcels(account, id).length > 0), 'the parcels')
      t.same(
        ids.map((id) => parcels(account, id).map(({ trackingNumber }) => trackingNumber)),
        ids.map((_, index) => [`TRACK-${index}`])
      )
    }
  },
  {
    name: 'a confirmation whose answer is lost takes effect once',
    needs: canShip,
    async run(t, stand) {
      const { account, ids } = await withOrders(t, stand, 1)
      const [id] = ids as [string]
      account.simulator.faults.add({ kind: 'lostAnswer', times: 2 })
      const shipmentId = await stand.ship(account, id, { trackingNumber: 'LOST-1' })
      await stand.until(async () => (await confirmState(stand, shipmentId)) === 'confirmed', 'it')
      t.equal(parcels(account, id).length, 1)
    }
  },
  {
    name: 'a parcel with a carrier the platform does not know is refused with its name; others go out',
    needs: canShip,
    async run(t, stand) {
      const { account, ids } = await withOrders(t, stand, 2)
      const [strange, usual] = ids as [string, string]
      const shipmentId = await stand.ship(account, strange, {
        carrier: 'Pigeon Post Unlimited',
        trackingNumber: 'P-1'
      })
      await stand.ship(account, usual, { trackingNumber: 'U-1' })
      await stand.until(() => parcels(account, usual).length === 1, 'the usual one')
      const { body } = await stand.call('GET', `/v1/orders?externalId=${strange}`)
      const state = () => confirmState(stand, shipmentId)
      await stand.until(async () => (await state()) !== 'pending', 'an end of the strange one')
      if ((await state()) === 'confirmed') return void t.comment('the platform takes any carrier')
      const failed = await failureOf(stand, shipmentId)
      t.match(failed, /Pigeon Post Unlimited/)
      t.ok(body)
    }
  },
  {
    name: 'parcels that split an order arrive as they left',
    needs: ({ shipments }) => shipments !== false && shipments.confirm.split !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const [one, two] = account.simulator.products.slice(0, 2) as { sku: string }[]
      const at = stand.clock.now()
      const { externalId } = account.simulator.placeOrder({
        status: 'paid',
        placedAt: at,
        modifiedAt: at,
        lines: [one!, two!].map(({ sku }) => ({ sku, quantity: 2 }))
      })
      await agree(t, stand, account)
      const order = (await stand.ordersOf(account)).get(externalId)!
      const { body } = await stand.call('GET', `/v1/orders/${order.id}`)
      for (const [index, { id: lineId }] of body.lines.entries()) {
        const lines = [{ lineId, quantity: 2 }]
        await stand.ship(account, externalId, { trackingNumber: `SPLIT-${index}`, lines })
      }
      await stand.until(() => parcels(account, externalId).length === 2, 'both parcels')
      const quantities = parcels(account, externalId).map(({ lines }) =>
        lines.map(({ quantity }) => quantity)
      )
      t.same(quantities, [[2], [2]])
    }
  }
]

async function shipmentOf(stand: Stand, id: string) {
  return stand.engine.db
    .selectFrom('shipments')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

async function confirmState(stand: Stand, id: string): Promise<string> {
  return (await shipmentOf(stand, id)).confirmState
}

async function failureOf(stand: Stand, id: string): Promise<string> {
  return (await shipmentOf(stand, id)).failedReason ?? ''
}
