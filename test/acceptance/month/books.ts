import type { Test } from 'tap'
import { goods } from './launch.ts'
import { isStanding, leftOf } from './reckoning.ts'
import type { Month, Row } from './shop.ts'

const sumOf = (rows: readonly Row[], field: string) =>
  rows.reduce((sum, row) => sum + row[field], 0)

/** Chapter 10: nothing waits any more, every proof holds, and the books add up. */
export async function closeBooks(t: Test, month: Month): Promise<void> {
  await month.settle()
  t.same(await month.all('/jobs'), [], 'no job is left')
  for (const proof of month.engine.proofs) {
    t.same(await proof.findings(month.engine.db), [], proof.name)
  }
  t.same(await month.all('/order-exceptions'), [])
  const orders = await month.all('/orders')
  t.same(
    orders.filter((order) => !addsUp(order)).map(({ id }) => id),
    [],
    'orders are their lines'
  )
  await assertStock(t, month, orders)
  await assertPoints(t, month, orders)
}

function addsUp(order: Row): boolean {
  const { lines, subtotalMinor, discountMinor, shippingMinor, totalMinor, paidMinor, state } = order
  const isEach = lines.every(
    (line: Row) =>
      line.unitPriceMinor * line.quantity - line.discountMinor === line.totalMinor &&
      line.totalMinor >= 0 &&
      line.canceledQuantity <= line.quantity
  )
  const isWhole = subtotalMinor - discountMinor + shippingMinor === totalMinor
  const isPaid = paidMinor === totalMinor && (state === 'allocated' || state === 'canceled')
  return isEach && isWhole && isPaid && sumOf(lines, 'totalMinor') === totalMinor
}

/** Each counter is the sum of its movements, and what is claimed is what the orders have. */
async function assertStock(t: Test, month: Month, orders: readonly Row[]): Promise<void> {
  const levels = await month.all('/stock')
  t.same(levels.map(({ sku }) => sku).sort(), Object.keys(goods).sort())
  const lines = orders.filter(isStanding).flatMap((order) => order.lines)
  for (const { sku, onHand, allocated, reserved } of levels) {
    const movements = await month.all(`/stock/movements?sku=${sku}`)
    const ledger = ['onHand', 'allocated', 'reserved'].map((name) => sumOf(movements, name))
    t.same([onHand, allocated, reserved], ledger, `${sku}: the level is its ledger`)
    const own = lines.filter((line) => line.sku === sku)
    const sold = sumOf(own, 'quantity') - sumOf(own, 'canceledQuantity')
    const { units } = goods[sku as keyof typeof goods]
    t.same([onHand, allocated, reserved], [units, sold, 0], `${sku}: what is sold is claimed`)
  }
}

/** Each balance is the sum of its entries; those who never rose have a point for each yuan, and their gifts. */
async function assertPoints(t: Test, month: Month, orders: readonly Row[]): Promise<void> {
  const netOf = (order: Row) =>
    order.lines.reduce((sum: number, line: Row) => sum + leftOf(line.totalMinor, line), 0)
  const members = await month.all('/membership/members')
  const wrong: unknown[] = []
  let gifts = 0
  for (const { customerId } of members) {
    const path = `/membership/members/${customerId}/points`
    const { balance, pending } = await month.get(path)
    const entries = await month.all(`${path}/entries`)
    const { emails } = await month.get(`/customers/${customerId}`)
    const own = orders.filter((one) => isStanding(one) && one.buyer.email === emails[0])
    const given = entries.filter(({ reason }) => reason === 'birthday')
    gifts += given.length
    const earned = own.reduce((sum, order) => sum + Math.floor(netOf(order) / 100), 0)
    const hasRisen = ['ann', 'bob'].some((name) => month.people.get(name) === customerId)
    const expected = hasRisen ? sumOf(entries, 'points') : earned + sumOf(given, 'points')
    const isRight = balance === sumOf(entries, 'points') && balance === expected && pending === 0
    if (!isRight) wrong.push({ emails, balance, expected, entries })
  }
  t.same(wrong, [])
  t.equal(gifts, 3)
  const buyers = new Set(orders.map(({ buyer }) => buyer.email))
  t.equal(members.length, buyers.size, 'every buyer is a member, once')
}
