import type { ChannelOrder } from '#core/channel/documents'
import { channelLineId, type OrderRecord } from '../record.ts'
import type { ExceptionKind, OrderLineRow, OrderRow } from '../tables.ts'
import type { ChannelWord } from '../words.ts'
import { channelStateOf } from './apply.ts'
import { newsOf } from './defects.ts'

/** An order as its channel knows it, whose goods are in one or more orders of ours. */
export interface ChannelDocument {
  row: OrderRow
  /** What its channel says of it by now. */
  word: ChannelWord
  /** Set when the channel has just said it. */
  spoken: Spoken | null
}

interface Spoken {
  /** Its own record, whose row was brought up to the channel's word. */
  record: OrderRecord
  /** What was said before. */
  before: ChannelWord
  /** The orders that have lines which the channel knows otherwise by now. */
  differing: ReadonlySet<OrderRecord>
}

/** Orders of ours that were made of documents: the one that others were merged into or split from first. */
export interface Family {
  parts: readonly OrderRecord[]
  /** By the id of their own order. */
  documents: ReadonlyMap<string, ChannelDocument>
}

/** The document that a line is of: that of the order it came from, or else that of the first order of its family. */
export function documentIdOf({ sourceOrderId }: OrderLineRow, homeId: string): string {
  return sourceOrderId ?? homeId
}

/** The documents whose goods are in an order; of one that was left without goods, those that were in it. */
export function documentsOf(part: OrderRecord, { parts, documents }: Family): ChannelDocument[] {
  const homeId = parts[0]!.row.id
  const live = part.lines.filter(({ quantity, canceledQuantity }) => quantity > canceledQuantity)
  const lines = live.length > 0 ? live : part.lines
  const ids = new Set(lines.map((line) => documentIdOf(line, homeId)))
  const found = [...ids].flatMap((id) => documents.get(id) ?? [])
  return found.length > 0 ? found : [documents.get(homeId)!]
}

/** Takes in what a channel says of a document. Its own record is brought up to it already. */
export function hear(
  document: ChannelDocument,
  { record, given }: { record: OrderRecord; given: ChannelOrder },
  family: Family
): void {
  const { word: before } = document
  const { order, news } = newsOf(given)
  const { message, differing } = differences(document, order, family)
  const causes = new Map<ExceptionKind, string>(news.causes)
  if (message) causes.set('restructured', message)
  document.spoken = { record, before, differing }
  document.word = {
    state: channelStateOf(order, before.state),
    paidMinor: order.paidMinor,
    isHeld: news.isHeld,
    causes
  }
}

/**
 * How the lines of a document differ from what its goods are here. Lines that a person has regrouped are not regrouped
 * again by a program: they wait for a person.
 */
function differences(
  document: ChannelDocument,
  order: ChannelOrder,
  family: Family
): { message: string | null; differing: Set<OrderRecord> } {
  const here = new Map<string, { sku: string; quantity: number }>()
  const homeId = family.parts[0]!.row.id
  const isOwn = (line: OrderLineRow) => documentIdOf(line, homeId) === document.row.id
  for (const line of family.parts.flatMap(({ lines }) => lines).filter(isOwn)) {
    const { sku, quantity } = here.get(channelLineId(line)) ?? { sku: line.sku, quantity: 0 }
    here.set(channelLineId(line), { sku, quantity: quantity + line.quantity })
  }
  const said = new Map(order.lines.map((line) => [line.externalId, line]))
  const wanted = (id: string) => said.get(id)?.quantity ?? 0
  const kept = (id: string) => here.get(id)?.quantity ?? 0
  const changed = [...new Set([...here.keys(), ...said.keys()])].filter(
    (id) => wanted(id) !== kept(id)
  )
  const isHolder = (part: OrderRecord) => documentsOf(part, family).includes(document)
  const texts = changed.map((id) => {
    const { sku } = said.get(id) ?? here.get(id)!
    return `${sku}: ${wanted(id)} instead of ${kept(id)}`
  })
  const differing = new Set<OrderRecord>()
  for (const id of changed) {
    const isIn = ({ lines }: OrderRecord) =>
      lines.some((line) => isOwn(line) && channelLineId(line) === id && line.quantity > 0)
    const holders = family.parts.filter(isIn)
    // Nobody knows of which the channel has taken units off; what it adds is missing in the first.
    const first = holders[0] ?? family.parts.find(isHolder) ?? family.parts[0]!
    for (const part of wanted(id) < kept(id) ? holders : [first]) differing.add(part)
  }
  const start = `The channel changed the lines of ${document.row.number} after it was split or merged here`
  const message = changed.length > 0 ? `${start}: ${texts.slice(0, 10).join('; ')}` : null
  return { message, differing }
}
