/** How many orders a customer has by month. */
export type OrdersByMonth = ReadonlyMap<string, number>

/** What is added to a cell. */
export interface CellDelta {
  cohortMonth: string
  month: string
  shard: number
  customers: number
}

const shards = 16

/**
 * What cohorts gain and lose when customers' months change: a customer is in the cohort of the first month with an order,
 * and counts once in every month with one.
 *
 * Shape: sorted by cell, so that two transactions never wait for each other; those that cancel out are left out.
 */
export function cellDeltas(
  before: ReadonlyMap<string, OrdersByMonth>,
  after: ReadonlyMap<string, OrdersByMonth>
): CellDelta[] {
  const deltas = new Map<string, CellDelta>()
  const add = (customerId: string, months: OrdersByMonth | undefined, sign: 1 | -1) => {
    const active = [...(months ?? [])].flatMap(([month, orders]) => (orders > 0 ? [month] : []))
    const cohortMonth = active.sort()[0]
    if (cohortMonth === undefined) return
    const shard = shardOf(customerId)
    for (const month of active) {
      const key = `${cohortMonth} ${month} ${String(shard).padStart(2, '0')}`
      const delta = deltas.get(key) ?? { cohortMonth, month, shard, customers: 0 }
      delta.customers += sign
      deltas.set(key, delta)
    }
  }
  for (const [customerId, months] of before) add(customerId, months, -1)
  for (const [customerId, months] of after) add(customerId, months, 1)
  return [...deltas]
    .filter(([, { customers }]) => customers !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, delta]) => delta)
}

function shardOf(customerId: string): number {
  return customerId.charCodeAt(customerId.length - 1) % shards
}
