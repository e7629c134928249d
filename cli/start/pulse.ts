import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import { instantMs } from '#core/time'
import { dayOn, dayStart } from '#core/zone'

/** What is going on in the shop at this moment. */
export interface Pulse {
  /** Placed since the business day began. Null: the plugin orders is off. */
  ordersToday: number | null
  lastOrder: { number: string; channelId: string; placedAt: string } | null
  jobsWaiting: number
  jobsRunning: number
  jobsDead: number
  alertsOpen: number
  /** Message of the alert that was raised last and is still open. */
  lastAlert: string | null
}

/** Reads the pulse: a few queries that indexes answer. */
export async function readPulse(engine: Engine): Promise<Pulse> {
  const { db, settings, clock } = engine
  const { zone, dayStartsAtHour } = settings.shop
  const todayAt = dayStart(dayOn(clock.now(), zone, dayStartsAtHour), zone, dayStartsAtHour)
  const hasOrders = engine.report.some(({ name }) => name === 'orders')
  const [counts, today, last, alert] = await Promise.all([
    sql<Omit<Pulse, 'ordersToday' | 'lastOrder' | 'lastAlert'>>`select
      (select count(*) from jobs where state = 'ready')
        + (select count(*) from jobs where state = 'handed') as jobs_waiting,
      (select count(*) from jobs where state = 'running') as jobs_running,
      (select count(*) from jobs where state = 'dead') as jobs_dead,
      (select count(*) from alerts where state = 'open') as alerts_open`.execute(db),
    hasOrders
      ? sql<{ count: number }>`select count(*) as count from orders
          where placed_at >= ${todayAt}`.execute(db)
      : undefined,
    hasOrders
      ? sql<NonNullable<Pulse['lastOrder']>>`select number, channel_id, placed_at from orders
          order by placed_at desc, id desc limit 1`.execute(db)
      : undefined,
    sql<{ message: string }>`select message from alerts where state = 'open'
      order by id desc limit 1`.execute(db)
  ])
  return {
    ...counts.rows[0]!,
    ordersToday: today?.rows[0]?.count ?? null,
    lastOrder: last?.rows[0] ?? null,
    lastAlert: alert.rows[0]?.message ?? null
  }
}

/** The pulse in one line of at most `widthMax` characters. */
export function pulseLine(pulse: Pulse, nowMs: number, widthMax: number): string {
  const { ordersToday, lastOrder, jobsWaiting, jobsRunning, jobsDead, alertsOpen, lastAlert } =
    pulse
  const parts = [
    ordersToday !== null && `orders today ${ordersToday}`,
    lastOrder &&
      `last ${lastOrder.number} on ${lastOrder.channelId} ${agoOf(lastOrder.placedAt, nowMs)}`,
    `jobs ${jobsWaiting} waiting, ${jobsRunning} running${jobsDead > 0 ? `, ${jobsDead} DEAD` : ''}`,
    `alerts ${alertsOpen} open${lastAlert === null ? '' : `: ${lastAlert}`}`
  ]
  const line = parts.filter(Boolean).join(' | ')
  return line.length > widthMax ? `${line.slice(0, widthMax - 1)}…` : line
}

function agoOf(instant: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - instantMs(instant)) / 1000))
  if (seconds < 120) return `${seconds} s ago`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min ago`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`
}
