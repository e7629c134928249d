import { sql } from 'kysely'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { ShopkeeperError } from '#core/errors'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import type { DrawSource, EntryInputShape } from './definition.ts'
import { DrawEntriesExhausted, DrawEntryInvalid, DrawNotOpen, DrawSourceTaken } from './errors.ts'
import { lockDraw, lockEntrants } from './repository.ts'
import type { DrawEntryRow, DrawRow } from './tables.ts'
import { audit } from './write.ts'

/** What became of an entry: there, new or not, or refused. */
export type EntryOutcome = { entry: DrawEntryRow; isNew: boolean } | { refused: ShopkeeperError }

type Parts = Pick<PromotionsScope, 'parts'>

/**
 * Enters customers into a draw, each on its own: one that is refused leaves the others alone. What has entered already stays
 * as it is, so that sending it again changes nothing. A constant number of queries; same order.
 *
 * Errors: NOT_FOUND, DRAW_NOT_OPEN. Refusals: DRAW_ENTRY_INVALID, DRAW_SOURCE_TAKEN, DRAW_ENTRIES_EXHAUSTED.
 */
export async function enterDraw(
  { parts }: Parts,
  tx: Tx,
  drawId: string,
  inputs: readonly EntryInputShape[]
): Promise<EntryOutcome[]> {
  await lockEntrants(
    tx,
    inputs.map(({ customerId }) => customerId)
  )
  const draw = await requireOpen(tx, drawId)
  const refusals = await refusalsOf({ parts }, tx, draw, inputs)
  const known = await entriesOf(tx, drawId, inputs)
  const counts = await countsOf(tx, drawId, inputs)
  const fresh = new Map<string, DrawEntryRow>()
  const full = new Set<number>()
  for (const [at, input] of inputs.entries()) {
    const key = keyOf(input.source)
    if (refusals.has(at) || known.has(key) || fresh.has(key)) continue
    const count = counts.get(input.customerId) ?? 0
    if (count >= draw.entriesPerCustomer) {
      full.add(at)
      continue
    }
    counts.set(input.customerId, count + 1)
    fresh.set(key, newEntry(tx, drawId, input))
  }
  const rows = [...fresh.values()]
  const on = ['drawId', 'sourceKind', 'sourceId']
  const isAlone = (await insertAll(tx, 'drawEntries', rows, { on })) === rows.length
  // Somebody else has entered with one of the sources meanwhile: what is there now says who.
  const now = isAlone ? new Map([...known, ...fresh]) : await entriesOf(tx, drawId, inputs)
  const entered = rows.filter((row) => now.get(keyOf(sourceOf(row)))?.id === row.id)
  if (entered.length > 0) {
    audit(tx, drawId, 'enter', { after: { entryIds: entered.map(({ id }) => id) } })
  }
  const told = new Set<string>()
  return inputs.map(({ customerId, source }, at) => {
    const refused = refusals.get(at)
    if (refused) return { refused }
    if (full.has(at)) {
      const limit = draw.entriesPerCustomer
      return { refused: new DrawEntriesExhausted({ customerId, limit }) }
    }
    const entry = now.get(keyOf(source))!
    if (entry.customerId !== customerId) {
      return { refused: new DrawSourceTaken({ kind: source.kind, source: source.id }) }
    }
    const isNew = fresh.get(keyOf(source))?.id === entry.id && !told.has(entry.id)
    told.add(entry.id)
    return { entry, isNew }
  })
}

async function requireOpen(tx: Tx, drawId: string): Promise<DrawRow> {
  const draw = await lockDraw(tx, drawId, 'share')
  if (!draw) throw new NotFound({ what: 'draw', id: drawId })
  const { state, entryFrom, entryUntil } = draw
  if (state === 'open' && entryFrom <= tx.now && tx.now < entryUntil) return draw
  throw new DrawNotOpen({ drawId, state, entryFrom, entryUntil })
}

/** What cannot enter, by its place: four queries at most. */
async function refusalsOf(
  { parts: { crm, orders } }: Parts,
  tx: Tx,
  draw: DrawRow,
  inputs: readonly EntryInputShape[]
): Promise<Map<number, ShopkeeperError>> {
  const allowed = JSON.parse(draw.sources) as DrawSource[]
  const customers = await crm?.summaries(tx, [...new Set(inputs.map((one) => one.customerId))])
  const orderIds = [
    ...new Set(inputs.flatMap(({ source }) => (source.kind === 'order' ? [source.id] : [])))
  ]
  const placed = new Set(orderIds.length > 0 ? await orders.placedAs(tx, orderIds) : [])
  const standing = await orders.standing(
    tx,
    orderIds.filter((id) => placed.has(id))
  )
  const live = new Set(standing.filter(({ isOver }) => !isOver).map(({ orderId }) => orderId))
  const refusals = new Map<number, ShopkeeperError>()
  for (const [at, { customerId, source }] of inputs.entries()) {
    const refuse = (field: string, reason: string) => {
      if (!refusals.has(at)) refusals.set(at, new DrawEntryInvalid({ field, reason }))
    }
    if (!allowed.includes(source.kind)) {
      refuse('source.kind', `${source.kind} is not taken: this draw takes ${allowed.join(', ')}`)
    }
    if (customers && !customers.has(customerId)) {
      refuse('customerId', `${customerId} is no customer that crm knows, or has become another one`)
    }
    if (source.kind === 'order' && !live.has(source.id)) {
      refuse('source.id', `${source.id} is no order as it was placed, or is over`)
    }
  }
  return refusals
}

async function entriesOf(
  tx: Tx,
  drawId: string,
  inputs: readonly EntryInputShape[]
): Promise<Map<string, DrawEntryRow>> {
  const asked = inputs.map(({ source: { kind, id } }) => ({ kind, name: id }))
  const { rows } = await sql<DrawEntryRow>`
    select e.* from draw_entries e where e.draw_id = ${drawId} and (e.source_kind, e.source_id) in
      (select kind, name from ${rowsFrom(tx, 'asked', { kind: 'text', name: 'text' }, asked)})`.execute(
    tx
  )
  return new Map(rows.map((row) => [keyOf(sourceOf(row)), row]))
}

/** Entries of customers that take part. */
async function countsOf(
  tx: Tx,
  drawId: string,
  inputs: readonly EntryInputShape[]
): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('drawEntries')
    .select(['customerId', (eb) => eb.fn.countAll<number | string>().as('entries')])
    .where('drawId', '=', drawId)
    .where('state', '=', 'in')
    .where(isOneOf(tx, 'customerId', [...new Set(inputs.map((one) => one.customerId))]))
    .groupBy('customerId')
    .execute()
  return new Map(rows.map(({ customerId, entries }) => [customerId, Number(entries)]))
}

function newEntry(tx: Tx, drawId: string, { customerId, source }: EntryInputShape): DrawEntryRow {
  return {
    ...{ id: newId('dre'), drawId, customerId, enteredAs: customerId },
    ...{ sourceKind: source.kind, sourceId: source.id, state: 'in' as const, enteredAt: tx.now }
  }
}

function sourceOf({ sourceKind: kind, sourceId: id }: DrawEntryRow): EntryInputShape['source'] {
  return { kind, id }
}

function keyOf({ kind, id }: EntryInputShape['source']): string {
  return `${kind} ${id}`
}
