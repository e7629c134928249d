import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import { addDays } from '../../metrics/calendar.ts'
import type { CrmScope } from '../../scope.ts'
import {
  type Automation,
  automationsFor,
  lockAutomation,
  saveWalk
} from '../repository/automations.ts'
import type { AutomationRow } from '../tables.ts'
import { reachedDay } from './days.ts'
import { enter } from './enter.ts'
import { inactiveBetween } from './inactive.ts'
import { onDates } from './on-dates.ts'

/** Customers of a page. */
const pageSize = 200
/** Days that are made up for after the shop was down; those before them are over. */
const lookBackDays = 7
/** Before any order. */
const earliestDay = '0001-01-01'

/**
 * Where an automation that is started begins: dates with today; inactivity with everybody who has been inactive for long
 * enough, and after a pause where it was.
 */
export function walkFrom(
  { listens, walkOn }: Pick<AutomationRow, 'listens' | 'walkOn'>,
  today: string
) {
  return listens === 'inactivity' ? (walkOn ?? earliestDay) : today
}

/** What is to be gone through: days from one to another, after a customer of the first. */
interface Stretch {
  from: string
  to: string
  after: string
}

/** Active automations that time lets customers enter, and that have days to go through. One query. */
export async function automationsToWalk(
  db: Reader,
  scope: CrmScope,
  now: string
): Promise<string[]> {
  const automations = await automationsFor(db, ['date', 'inactivity'])
  return automations.filter((one) => stretchOf(one, scope, now) !== null).map(({ id }) => id)
}

/**
 * Lets customers enter by time: one page of one automation. Each day is gone through once, by an index, from where the
 * page before has ended. Returns whether there may be more.
 */
export async function walkPage(tx: Tx, scope: CrmScope, automationId: string): Promise<boolean> {
  const row = await lockAutomation(tx, automationId)
  if (row?.state !== 'active') return false
  const automation = (await automationsFor(tx, [row.listens])).find(({ id }) => id === row.id)!
  const stretch = stretchOf(automation, scope, tx.now)
  if (stretch === null) return false
  const { date } = automation.definition.trigger
  const page = { ...stretch, limit: pageSize }
  const found = date ? await onDates(tx, scope, date, page) : await inactiveBetween(tx, page)
  await enter(
    tx,
    scope,
    found.map(({ on: _, ...one }) => ({ ...one, automation, chain: [] }))
  )
  const last = found.length < pageSize ? undefined : found.at(-1)!
  await saveWalk(tx, {
    id: row.id,
    walkOn: last?.on ?? addDays(date ? stretch.from : stretch.to, 1),
    walkAfter: last?.customerId ?? ''
  })
  return true
}

/** What an automation has yet to go through; null: nothing. Of dates a day, of inactivity all that has come due. */
function stretchOf(
  { definition: { trigger }, walkOn, walkAfter }: Automation,
  { ctx: { shop } }: CrmScope,
  now: string
): Stretch | null {
  const { date, inactivity } = trigger
  const reached = reachedDay(now, shop, (date ?? inactivity)!.atHour)
  const to = addDays(reached, -(inactivity?.days ?? 0))
  const from = walkOn ?? earliestDay
  if (from > to) return null
  const earliest = addDays(to, -lookBackDays)
  if (inactivity) return { from, to, after: walkAfter }
  return from < earliest ? { from: earliest, to, after: '' } : { from, to, after: walkAfter }
}
