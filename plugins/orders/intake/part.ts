import type { OrderState } from '../api.ts'
import { type OrderRecord, outstanding } from '../record.ts'
import { hasLeft, isDead, leastState } from '../states.ts'
import type { ExceptionKind } from '../tables.ts'
import { type ChannelDocument, documentIdOf } from './documents.ts'

/** What orders that were split keep in common, as long as nobody has changed it in one of them. */
const common = ['customerRef', 'buyer', 'address', 'country', 'buyerNote', 'shipBy'] as const
/** What several documents agree on, or a person decides. */
const agreed = ['address', 'country'] as const

/** Something that a document says of an order that has its goods. */
interface Complaint {
  kind: ExceptionKind
  message: string
  /** Not said before: what somebody has settled does not come back when it is said again. */
  isNew: boolean
}

/**
 * Brings an order up to what its channel says of the documents whose goods it has. With goods of one, it follows that one.
 * With goods of several, it is no further than the one that is least far, and held by what only one of them says.
 */
export function followDocuments(part: OrderRecord, documents: readonly ChannelDocument[]): void {
  const { row } = part
  row.channelState = leastState(documents.map(stateOf))
  const others = documents.filter(({ spoken, row: { id } }) => spoken && id !== row.id)
  for (const { row: said, spoken } of others) {
    const columns = documents.length === 1 ? common : isAgreed(documents) ? agreed : []
    const { before } = spoken!.record
    const changed = columns.filter((column) => row[column] === before![column])
    Object.assign(row, Object.fromEntries(changed.map((column) => [column, said[column]])))
    if (documents.length === 1) row.rawStatus = said.rawStatus
    const detail = { rawStatus: said.rawStatus, number: said.number }
    if (part.entry.kind !== 'channel_changed') part.entry = { kind: 'channel_changed', detail }
  }
  for (const { row: said } of documents) {
    const isSooner = said.shipBy !== null && (row.shipBy === null || said.shipBy < row.shipBy)
    if (documents.length > 1 && isSooner) row.shipBy = said.shipBy
  }
  part.news = {
    causes: causesOf(part, [...complaintsOf(part, documents), ...clashesOf(part, documents)]),
    isHeld: documents.some(({ word }) => word.isHeld)
  }
}

/** What is open stays while it is said; what is said for the first time is added to it. */
function causesOf(part: OrderRecord, complaints: readonly Complaint[]): Map<ExceptionKind, string> {
  const causes = new Map<ExceptionKind, string>()
  for (const { kind, message, isNew } of complaints) {
    const known = causes.get(kind) ?? openOf(part, kind)
    if (known === undefined && !isNew) continue
    const isAdded = isNew && known !== undefined && !known.includes(message)
    causes.set(kind, isAdded ? `${known}; ${message}` : (known ?? message))
  }
  return causes
}

/** What is wrong with the documents by themselves. The amounts of an order that was regrouped are its documents' no more. */
function complaintsOf(part: OrderRecord, documents: readonly ChannelDocument[]): Complaint[] {
  return documents.flatMap(({ row, word, spoken }) =>
    [...word.causes].flatMap(([kind, message]) => {
      const isOwn = row.id === part.row.id
      if (kind === 'amounts' && !isOwn && openOf(part, kind) === undefined) return []
      if (kind === 'restructured' && spoken && !spoken.differing.has(part)) return []
      const isNew = spoken !== null && spoken.before.causes.get(kind) !== message
      return [{ kind, message, isNew }]
    })
  )
}

/** What documents say that cannot be followed for an order that has goods of others too. */
function clashesOf(part: OrderRecord, documents: readonly ChannelDocument[]): Complaint[] {
  if (documents.length === 1) return []
  const state = part.row.channelState!
  const clashes: Complaint[] = []
  const add = (message: string, isNew: boolean) => {
    clashes.push({ kind: 'restructured', message, isNew })
  }
  for (const document of documents) {
    const said = stateOf(document)
    const before = document.spoken?.before.state ?? said
    const { number } = document.row
    if (isDead(said) && !isDead(state)) {
      add(`The channel canceled ${number}, whose goods are in it`, !isDead(before))
    }
    if (hasLeft(said) && !hasLeft(state) && isOutstanding(part, document)) {
      add(`The channel says that ${number} has left, which is packed with others`, !hasLeft(before))
    }
  }
  if (!isAgreed(documents)) {
    const moved = documents.filter(
      ({ row, spoken }) => spoken && spoken.record.before!.address !== row.address
    )
    const numbers = moved.map(({ row }) => row.number).join(', ')
    add(`${numbers} goes to another address than what it is packed with`, moved.length > 0)
  }
  return clashes
}

function stateOf({ word }: ChannelDocument): OrderState {
  return word.state ?? 'awaiting_payment'
}

function isAgreed(documents: readonly ChannelDocument[]): boolean {
  return new Set(documents.map(({ row }) => row.address)).size === 1
}

/** Whether goods of a document are still to leave. */
function isOutstanding(part: OrderRecord, { row }: ChannelDocument): boolean {
  const { ownState, splitFrom, id } = part.row
  if (ownState !== null && hasLeft(ownState)) return false
  return part.lines.some(
    (line) => documentIdOf(line, splitFrom ?? id) === row.id && outstanding(line) > 0
  )
}

function openOf({ open }: OrderRecord, kind: ExceptionKind): string | undefined {
  return open.find((row) => row.kind === kind && row.orderLineId === '')?.message
}
