import type { Alerts } from '#core/alerts/types'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { OrderState } from './api.ts'
import { type ChannelNews, holdsOf, type OrderRecord, setHolds } from './record.ts'
import { insertExceptions, resolveExceptions } from './repository/exceptions.ts'
import { claimsStock, hasLeft, isDead } from './states.ts'
import {
  type ExceptionKind,
  type HoldCause,
  holdCauses,
  type OrderExceptionRow,
  type OrderLineRow
} from './tables.ts'

interface Cause {
  kind: ExceptionKind
  line: OrderLineRow | null
  message: string
  quantity: number | null
}

/** What is to be written about one order's exceptions. */
export interface ExceptionPlan {
  record: OrderRecord
  opened: Cause[]
  gone: OrderExceptionRow[]
}

/** What of it concerns the whole order and is settled by a person or by the channel's next word. */
const documentKinds = ['unmapped_status', 'address', 'amounts', 'restructured'] as const

export const alertKindOf = {
  unmapped_sku: 'order.unmapped-sku',
  unmapped_status: 'order.unmapped-status',
  address: 'order.address',
  amounts: 'order.amounts',
  restructured: 'order.restructured',
  short_stock: 'order.short-stock',
  over_shipped: 'order.over-shipped',
  late: 'order.late'
} as const satisfies Record<ExceptionKind, string>

/** What is wrong with an order as a whole, for another that is made of it. */
export function standingNews({ row, open }: OrderRecord): ChannelNews {
  const whole = open.filter(({ kind }) => documentKinds.includes(kind as never))
  return {
    causes: new Map(whole.map(({ kind, message }) => [kind, message])),
    isHeld: holdsOf(row).includes('channel')
  }
}

/** What somebody has settled does not come back with a version that says the same again. */
export function unsettled({ row, before, open }: OrderRecord, news: ChannelNews): ChannelNews {
  const isSame = (kind: ExceptionKind) =>
    (kind === 'unmapped_status' && before?.rawStatus === row.rawStatus) ||
    (kind === 'address' && before?.address === row.address)
  const causes = [...news.causes].filter(
    ([kind]) => !isSame(kind) || open.some((exception) => exception.kind === kind)
  )
  return { ...news, causes: new Map(causes) }
}

/** Compares what is wrong with an order now with what is open, and sets its holds. `short`: units a line lacks. */
export function planExceptions(
  record: OrderRecord,
  state: OrderState,
  short: ReadonlyMap<OrderLineRow, number>,
  now: string
): ExceptionPlan {
  const causes = causesOf(record, state, short, now)
  const wanted = new Set(causes.map((cause) => keyOf(cause.kind, cause.line?.id ?? '')))
  const open = new Map(record.open.map((row) => [keyOf(row.kind, row.orderLineId), row]))
  const opened = causes.filter((cause) => {
    const known = open.get(keyOf(cause.kind, cause.line?.id ?? ''))
    return known?.quantity !== cause.quantity || known.message !== cause.message
  })
  const kept = new Set<string>(holdsOf(record.row).filter((cause) => isOurs(cause, state)))
  const isChannelHold = record.news?.isHeld ?? holdsOf(record.row).includes('channel')
  if (isChannelHold && !isDead(state)) kept.add('channel')
  for (const { kind } of causes) if (holdCauses.includes(kind as never)) kept.add(kind)
  setHolds(record.row, kept)
  return {
    record,
    opened,
    gone: record.open.filter((row) => {
      const replaced = opened.some(
        (cause) => cause.kind === row.kind && (cause.line?.id ?? '') === row.orderLineId
      )
      return replaced || !wanted.has(keyOf(row.kind, row.orderLineId))
    })
  }
}

/** Holds that no channel's word takes off. */
function isOurs(cause: HoldCause, state: OrderState): boolean {
  return cause === 'manual' || (cause === 'payment' && !isDead(state))
}

function causesOf(
  record: OrderRecord,
  state: OrderState,
  short: ReadonlyMap<OrderLineRow, number>,
  now: string
): Cause[] {
  // What has left is to be looked for, also when nothing else matters any more.
  if (isDead(state)) return record.lines.flatMap((line) => overShipped(record, line))
  return [
    ...record.lines.flatMap((line) => lineCauses(record, state, line, short.get(line))),
    ...lateCause(record, state, now),
    ...documentKinds.flatMap((kind) => {
      const message = documentCause(record, kind)
      return message === undefined ? [] : [{ kind, line: null, message, quantity: null }]
    })
  ]
}

/** More has left than is ordered by now: said when that comes up, and as long as nobody has settled it. */
function overShipped(record: OrderRecord, line: OrderLineRow): Cause[] {
  if (line.fulfilledQuantity <= line.quantity) return []
  if (!record.changed.has(line) && !openOf(record, 'over_shipped', line.id)) return []
  const message = `${line.sku}: ${line.fulfilledQuantity} have left, ${line.quantity} are ordered`
  return [{ kind: 'over_shipped', line, message, quantity: null }]
}

function lineCauses(
  record: OrderRecord,
  state: OrderState,
  line: OrderLineRow,
  missing: number | undefined
): Cause[] {
  const causes: Cause[] = []
  if (line.variantId === null && line.quantity > 0) {
    const message = `SKU ${line.sku} is not in the catalog`
    causes.push({ kind: 'unmapped_sku', line, message, quantity: null })
  }
  causes.push(...overShipped(record, line))
  if (missing !== undefined) {
    const message = `${line.sku}: ${missing} units are missing`
    causes.push({ kind: 'short_stock', line, message, quantity: missing })
  }
  // The channel says it has left although stock did not have it: somebody has to count.
  const unbacked = hasLeft(state) ? openOf(record, 'short_stock', line.id) : undefined
  if (unbacked) {
    const { message, quantity } = unbacked
    causes.push({ kind: 'short_stock', line, message, quantity })
  }
  return causes
}

function lateCause(record: OrderRecord, state: OrderState, now: string): Cause[] {
  const { shipBy } = record.row
  const isLate = shipBy !== null && shipBy < now && claimsStock(state)
  const isKnown = record.isFoundLate || openOf(record, 'late', '')
  if (!isLate || !isKnown) return []
  return [
    { kind: 'late', line: null, message: `It was to be shipped by ${shipBy}`, quantity: null }
  ]
}

/** The open exception of this kind, unless somebody is settling it right now. */
function openOf(
  { open, settled }: OrderRecord,
  kind: ExceptionKind,
  lineId: string
): OrderExceptionRow | undefined {
  return open.find(
    (row) => row.kind === kind && row.orderLineId === lineId && row.id !== settled?.exceptionId
  )
}

/** What the channel's news says of the whole order; without news, what is open. */
function documentCause(
  record: OrderRecord,
  kind: (typeof documentKinds)[number]
): string | undefined {
  return record.news ? record.news.causes.get(kind) : openOf(record, kind, '')?.message
}

function keyOf(kind: string, lineId: string): string {
  return `${kind}:${lineId}`
}

/** Opens and resolves what was planned, and raises and clears the alerts that go with it. */
export async function writeExceptions(
  tx: Tx,
  alerts: Alerts,
  plans: readonly ExceptionPlan[]
): Promise<void> {
  if (plans.length === 0) return
  const settled = plans.flatMap(({ record }) => record.settled ?? [])
  for (const { exceptionId, resolution } of settled) {
    await resolveExceptions(tx, [exceptionId], resolution)
  }
  const gone = plans.flatMap((plan) => plan.gone.map(({ id }) => id))
  if (gone.length > 0) await resolveExceptions(tx, gone, null)
  const opened = plans.flatMap(({ record, opened }) =>
    opened.map((cause) => toRow(tx, record, cause))
  )
  await insertExceptions(tx, opened)
  const raised = plans.filter((plan) => plan.opened.length > 0).flatMap(toAlerts)
  if (raised.length > 0) await alerts.raise(tx, raised)
  await alerts.clear(
    tx,
    plans.flatMap(({ record, opened, gone }) => {
      const left = new Set<string>(opened.map(({ kind }) => kind))
      for (const row of record.open) if (!gone.includes(row)) left.add(row.kind)
      const kinds = [...new Set(gone.map(({ kind }) => kind))].filter((kind) => !left.has(kind))
      return kinds.map((kind) => subjectOf(record.row.id, kind))
    })
  )
}

/** The alert that stands for an order's exceptions of one kind. */
export function subjectOf(orderId: string, kind: ExceptionKind) {
  return { kind: alertKindOf[kind], subjectType: 'order', subjectId: orderId }
}

function toRow(tx: Tx, record: OrderRecord, cause: Cause): OrderExceptionRow {
  return {
    id: newId('oex'),
    orderId: record.row.id,
    orderLineId: cause.line?.id ?? '',
    kind: cause.kind,
    state: 'open',
    sku: cause.line?.sku ?? null,
    variantId: cause.line?.variantId ?? null,
    quantity: cause.quantity,
    message: cause.message,
    resolution: null,
    resolvedBy: null,
    openedAt: tx.now,
    resolvedAt: null
  }
}

function toAlerts({ record: { row }, opened }: ExceptionPlan) {
  return [...new Set(opened.map(({ kind }) => kind))].map((kind) => {
    const causes = opened.filter((cause) => cause.kind === kind)
    const skus = causes.flatMap(({ line }) => (line ? [line.sku] : []))
    return {
      ...subjectOf(row.id, kind),
      message: `Order ${row.number}: ${causes.map(({ message }) => message).join('; ')}`,
      fields: { number: row.number, channelId: row.channelId, skus: [...new Set(skus)] }
    }
  })
}
