import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import { type Clock, instantAt } from '#core/time'

/** How far behind the sweeper of reservations may be before that is a finding. */
const sweepLagMs = 10 * 60 * 1000

/** What must hold of stock at any time. */
export function inventoryProofs(clock: Clock): Proof[] {
  return [
    {
      name: 'inventory.levels-equal-ledger',
      title: 'Every counter of every level is the sum of its movements',
      findings: levelsDiffering
    },
    {
      name: 'inventory.allocations-equal-levels',
      title: 'What levels have allocated is what order lines claim',
      findings: allocationsDiffering
    },
    {
      name: 'inventory.reservations-equal-levels',
      title: 'What levels have reserved is what reservations hold',
      findings: reservationsDiffering
    },
    {
      name: 'inventory.no-orphan-reservation',
      title: 'No reservation holds stock beyond its time',
      findings: (db) => orphanReservations(db, instantAt(clock.ms() - sweepLagMs))
    },
    {
      name: 'inventory.no-silent-oversell',
      title: 'Nothing is below zero beyond its backorder limit without an alert',
      findings: silentlyOversold
    },
    {
      name: 'inventory.demand-equals-ledger',
      title: 'The rollup of demand is the sum of the units that have left',
      findings: demandDiffering
    }
  ]
}

interface Place {
  variantId: string
  locationId: string
}

async function levelsDiffering(db: Reader): Promise<string[]> {
  const { rows } = await sql<
    Place & { onHand: number; allocated: number; reserved: number; incoming: number }
  >`
    select variant_id, location_id, sum(on_hand) as on_hand, sum(allocated) as allocated,
           sum(reserved) as reserved, sum(incoming) as incoming
    from (
      select variant_id, location_id, on_hand, allocated, reserved, incoming from stock_levels
      union all
      select variant_id, location_id, -on_hand, -allocated, -reserved, -incoming
      from stock_movements
    ) as book
    group by variant_id, location_id
    having sum(on_hand) <> 0 or sum(allocated) <> 0 or sum(reserved) <> 0 or sum(incoming) <> 0
    limit 100`.execute(db)
  return rows.map(
    (row) =>
      `${placeOf(row)}: beyond its movements the level has ${row.onHand} on hand, ` +
      `${row.allocated} allocated, ${row.reserved} reserved, ${row.incoming} incoming`
  )
}

async function allocationsDiffering(db: Reader): Promise<string[]> {
  const { rows } = await sql<Place & { units: number }>`
    select variant_id, location_id, sum(units) as units from (
      select variant_id, location_id, allocated as units from stock_levels
      union all
      select variant_id, location_id, -allocated from stock_allocations
      where is_tracked = 1 and allocated > 0
    ) as book group by variant_id, location_id having sum(units) <> 0 limit 100`.execute(db)
  return rows.map((row) => `${placeOf(row)}: ${row.units} allocated that no order line claims`)
}

async function reservationsDiffering(db: Reader): Promise<string[]> {
  const { rows } = await sql<Place & { units: number }>`
    select variant_id, location_id, sum(units) as units from (
      select variant_id, location_id, reserved as units from stock_levels
      union all
      select part.variant_id, part.location_id, -part.quantity from reservation_parts as part
      join reservations as held on held.id = part.reservation_id
      where part.is_tracked = 1 and held.state = 'held'
    ) as book group by variant_id, location_id having sum(units) <> 0 limit 100`.execute(db)
  return rows.map((row) => `${placeOf(row)}: ${row.units} reserved that no reservation holds`)
}

async function orphanReservations(db: Reader, before: string): Promise<string[]> {
  const { rows } = await sql<{ id: string; expiresAt: string }>`
    select id, expires_at from reservations where state = 'held' and expires_at < ${before}
    order by expires_at limit 100`.execute(db)
  return rows.map((row) => `${row.id} holds stock since it expired at ${row.expiresAt}`)
}

async function silentlyOversold(db: Reader): Promise<string[]> {
  const { rows } = await sql<Place & { leftUnits: number }>`
    select level.variant_id, level.location_id,
           level.on_hand - level.allocated - level.reserved as left_units
    from stock_levels as level
    join stock_variants as variant on variant.variant_id = level.variant_id
    left join stock_alerts as alert on alert.kind = 'stock.negative'
      and alert.variant_id = level.variant_id and alert.location_id = level.location_id
    where variant.is_tracked = 1 and alert.kind is null
      and level.on_hand - level.allocated - level.reserved <
        case when level.safety_stock < 0 then level.safety_stock else 0 end
    limit 100`.execute(db)
  return rows.map((row) => `${placeOf(row)}: ${row.leftUnits} units, and nobody was told`)
}

async function demandDiffering(db: Reader): Promise<string[]> {
  const { rows } = await sql<Place & { units: number }>`
    select variant_id, location_id, sum(units) as units from (
      select variant_id, location_id, quantity as units from stock_demand
      union all
      select variant_id, location_id, quantity from stock_movements where kind = 'fulfillment'
    ) as book group by variant_id, location_id having sum(units) <> 0 limit 100`.execute(db)
  return rows.map((row) => `${placeOf(row)}: demand is ${row.units} beyond what has left`)
}

function placeOf({ variantId, locationId }: Place): string {
  return `${variantId} at ${locationId}`
}
