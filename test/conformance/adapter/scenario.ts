import type { Capabilities } from '#core/channel/capabilities'
import type { OrderThere } from '#core/channel/simulator'
import type { Account, Stand } from './stand.ts'
import type { KitTest } from './subject.ts'

/** Something that every adapter has to come through. */
export interface Scenario {
  name: string
  /** What the platform must have for it. Default: nothing. */
  needs?(capabilities: Capabilities): boolean
  run(t: KitTest, stand: Stand): Promise<void>
}

/** Rows of a page and a little more than two pages, so that a walk has three. */
export function threePages({ subject }: Stand): number {
  const { pull } = subject.adapter.capabilities.orders
  return pull.by === 'window' ? pull.pageSizeMax * 2 + 1 : 3
}

/** Places orders, the last of them just now. */
export function placeOrders(
  stand: Stand,
  { simulator }: Pick<Account, 'simulator'>,
  count: number
): OrderThere[] {
  const products = simulator.products
  const beginMs = stand.clock.ms() - count * 100
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(beginMs + index * 100).toISOString()
    const { sku } = products[index % products.length]!
    return simulator.placeOrder({
      lines: [{ sku, quantity: 1 }],
      status: 'paid',
      placedAt: at,
      modifiedAt: at
    })
  })
}

/** Waits until every order of the platform is in, in its newest version, and says so. */
export async function agree(t: KitTest, stand: Stand, account: Account): Promise<void> {
  const there = () => account.simulator.orders()
  const isIn = async () => {
    const here = await stand.ordersOf(account)
    return there().every(({ externalId, modifiedAt }) => {
      const order = here.get(externalId)
      return order !== undefined && seconds(order.modifiedAt) >= seconds(modifiedAt)
    })
  }
  await stand.untilPulled(account, isIn, 'every order of the platform')
  const here = await stand.ordersOf(account)
  t.same(
    [...here.values()].map(sum).sort(),
    there().map(sum).sort(),
    'each order is in once, with its money and its time'
  )
}

/** What both sides must say of an order. Platforms whose times have no parts of a second are met halfway. */
function sum(order: {
  externalId: string
  rawStatus: string
  currency: string
  totalMinor: number
  placedAt: string
}): string {
  const { externalId, rawStatus, currency, totalMinor, placedAt } = order
  return [externalId, rawStatus, currency, totalMinor, seconds(placedAt)].join(' ')
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000)
}
