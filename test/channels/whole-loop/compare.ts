import type { Test } from 'tap'
import { servedBy } from './faults.ts'
import { type Account, capUnits, type Loop } from './loop.ts'

/** Orders whose differences are shown; one that differs is seldom alone. */
const shownMax = 3

/** Compares every order of a platform with ours and with what was ordered: lines, units, money, status. */
export async function compareOrders(t: Test, loop: Loop, account: Account): Promise<void> {
  const ours = await ordersHere(loop, account)
  const theirs = account.simulator.orders()
  t.equal(ours.size, theirs.length, `${account.channelId}: as many orders as there`)
  const differing: object[] = []
  let units = 0
  for (const there of theirs) {
    const here = ours.get(there.externalId)
    const ordered = account.ordered.get(there.externalId)!
    const { rawStatus, currency, totalMinor } = there
    const shipped = there.parcels.flatMap(({ lines }) => lines)
    const wanted = {
      order: { rawStatus, currency, totalMinor, onHold: 0, state: stateOf(there.status) },
      lines: there.lines.map(({ externalId, sku, quantity }, index) => ({
        externalId,
        sku,
        quantity,
        unitPriceMinor: ordered.lines[index]!.unitPriceMinor,
        fulfilledQuantity: shipped
          .filter((line) => line.externalId === externalId)
          .reduce((sum, line) => sum + line.quantity, 0)
      }))
    }
    const isOrdered = ordered.lines.every(
      ({ sku, quantity }, index) =>
        there.lines[index]?.sku === sku && there.lines[index]?.quantity === quantity
    )
    units += there.lines.reduce((sum, { quantity }) => sum + quantity, 0)
    if (isOrdered && JSON.stringify(here) === JSON.stringify(wanted)) continue
    differing.push({ externalId: there.externalId, here, wanted })
  }
  t.same(
    differing.slice(0, shownMax),
    [],
    `${account.channelId}: ${differing.length} orders differ`
  )
  const lines = [...ours.values()].flatMap((order) => order.lines)
  t.equal(
    lines.reduce((sum, { quantity }) => sum + quantity, 0),
    units,
    `${account.channelId}: unit by unit`
  )
}

interface OrderHere {
  order: { rawStatus: string; currency: string; totalMinor: number; onHold: number; state: string }
  lines: {
    externalId: string
    sku: string
    quantity: number
    unitPriceMinor: number | null
    fulfilledQuantity: number
  }[]
}

async function ordersHere(
  { engine }: Loop,
  { channelId }: Account
): Promise<Map<string, OrderHere>> {
  const rows = await engine.db
    .selectFrom('orders')
    .innerJoin('orderLines', 'orderLines.orderId', 'orders.id')
    .select(['orders.externalId as order', 'rawStatus', 'currency', 'onHold', 'state'])
    .select(['orders.totalMinor', 'orderLines.externalId', 'sku', 'quantity', 'unitPriceMinor'])
    .select(['fulfilledQuantity'])
    .where('channelId', '=', channelId)
    .orderBy('orders.externalId')
    .execute()
  const orders = new Map<string, OrderHere>()
  for (const row of rows) {
    const { rawStatus, currency, totalMinor, onHold, state } = row
    const here = orders.get(row.order) ?? {
      order: { rawStatus, currency, totalMinor, onHold, state },
      lines: []
    }
    const { externalId, sku, quantity, unitPriceMinor, fulfilledQuantity } = row
    here.lines.push({ externalId, sku, quantity, unitPriceMinor, fulfilledQuantity })
    orders.set(row.order, here)
  }
  for (const { lines } of orders.values()) {
    lines.sort((a, b) => Number(BigInt(a.externalId) - BigInt(b.externalId)))
  }
  return orders
}

/** What we call an order that was paid, or has left. */
function stateOf(status: string): string {
  return status === 'paid' ? 'allocated' : status
}

/** Compares what each listing shows with our stock, and our stock with what was left over of it. */
export async function compareStock(
  t: Test,
  { engine, accounts }: Loop,
  left: ReadonlyMap<string, number>
): Promise<void> {
  const variants = await engine.use('catalog').variantsBySku(engine.db, [...left.keys()])
  const ids = [...variants.values()].map(({ id }) => id)
  const available = await engine.use('inventory').available(engine.db, ids)
  const here = [...left.keys()].map((sku) => [sku, available.get(variants.get(sku)!.id)])
  t.same(here, [...left], 'every SKU has what was ordered less than before')
  for (const { channelId, simulator } of accounts) {
    const wrong = [...left].flatMap(([sku, units]) => {
      const shown = simulator.shownStock(sku)
      const wanted = Math.min(capUnits, units)
      return shown === wanted ? [] : [{ sku, shown, wanted }]
    })
    t.same(
      wrong.slice(0, shownMax),
      [],
      `${channelId}: ${wrong.length} listings show something else`
    )
  }
}

/** Compares the parcels on a platform with those that were sent. */
export function compareParcels(
  t: Test,
  { channelId, simulator }: Account,
  sent: ReadonlyMap<string, string>
): void {
  const there = simulator.orders().flatMap(({ externalId, parcels, lines }) =>
    parcels.map((parcel) => ({
      externalId,
      trackingNumber: parcel.trackingNumber,
      isWhole: unitsOf(parcel.lines) === unitsOf(lines)
    }))
  )
  const wanted = [...sent].map(([externalId, trackingNumber]) => {
    return { externalId, trackingNumber, isWhole: true }
  })
  const byOrder = (a: { externalId: string }, b: { externalId: string }) =>
    a.externalId < b.externalId ? -1 : 1
  t.same(
    there.sort(byOrder),
    wanted.sort(byOrder),
    `${channelId}: each parcel is there once, whole`
  )
}

function unitsOf(lines: readonly { quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** What the report counts together as made again. */
const again = ['down', 'noAnswer', 'lostAnswer', 'tokenExpired'] as const
/** What each platform calls the reading of its lists, and the report the runs that do it. */
const reading = {
  operations: new Set([
    ...['searchOrders', 'listOrders', 'listReturns'],
    ...['taobao.trades.sold.increment.get', 'taobao.refunds.receive.get'],
    ...['taobao.traderates.get', 'taobao.tmc.user.permit', 'taobao.tmc.messages.consume']
  ]),
  kinds: new Set(['pullOrders', 'pullAfterSales', 'pullReviews', 'takeHints', 'subscribe'])
}

/** Compares what the report says was made again, and why, with what the platform did wrong: each failure is one. */
export async function compareReport(t: Test, { engine, clock }: Loop, account: Account) {
  const { simulator, channelId, ordered } = account
  const since = clock.after(-24 * 3_600_000)
  const report = await engine.use('channels').report(engine.db, channelId, since)
  const sum = (key: 'retried' | 'throttled' | 'created', kinds = report.kinds) =>
    kinds.reduce((total, kind) => total + kind[key], 0)
  const pulls = report.kinds.filter(({ kind }) => reading.kinds.has(kind))
  const told = report.kinds.map(({ kind, retried, reasons }) => ({ kind, retried, reasons }))
  const served = servedBy(simulator)
  t.equal(
    sum('retried'),
    totalOf(served),
    `${channelId}: each failure is one that the report tells of`,
    { told, served }
  )
  const least = totalOf(servedBy(simulator, reading.operations))
  const most = least + totalOf(servedBy(simulator, new Set(['token'])))
  const read = sum('retried', pulls)
  t.ok(
    least <= read && read <= most,
    `${channelId}: ${read} readings made again: ${least}..${most}`
  )
  const throttled = servedBy(simulator, reading.operations).throttle ?? 0
  t.ok(sum('throttled', pulls) >= throttled, `${channelId}: each throttled reading is counted`)
  const reasons = report.kinds.flatMap((kind) => kind.reasons.map(({ reason }) => reason))
  t.ok(
    reasons.some((reason) => reason.startsWith('no answer')),
    `${channelId}: the reasons are told`
  )
  t.equal(sum('created', pulls), ordered.size, `${channelId}: each order came in once`)
  t.same(report.open, {
    pausedReason: null,
    alerts: [],
    rejectedEntries: 0,
    rejectedWrites: 0,
    waitingWrites: 0,
    failedShipments: 0
  })
}

function totalOf(served: ReturnType<typeof servedBy>): number {
  return again.reduce((total, kind) => total + (served[kind] ?? 0), 0)
}

/** Looks whether the platforms were as bad as they were meant to be. */
export function compareFaults(t: Test, { accounts }: Loop): void {
  const calls = accounts.flatMap(({ simulator }) => simulator.calls)
  const faulty = calls.filter(({ fault }) => fault !== null)
  t.comment(`${faulty.length} of ${calls.length} answers were faulty`)
  t.ok(faulty.length / calls.length > 0.26, 'three of ten answers are faulty')
  for (const { channelId, simulator } of accounts.slice(0, 2)) {
    const served = servedBy(simulator)
    for (const kind of ['throttle', ...again] as const) {
      t.ok(served[kind] > 0, `${channelId} has served ${kind}`)
    }
  }
}
