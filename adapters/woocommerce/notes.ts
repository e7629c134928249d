import type { WooClient } from './client.ts'
import type { WireNote } from './wire.ts'

/** A note at an order. The shop mails it when it is for the buyer. */
export interface NoteWrite {
  orderId: string
  text: string
  /** Stands below the text: what it is found again by. */
  reference: string
  isForBuyer: boolean
}

/** Writes a note, unless one with its reference is there. Returns the shop's id of it. */
export async function noteOnce(
  client: WooClient,
  { orderId, text, reference, isForBuyer }: NoteWrite
): Promise<string> {
  const path = `orders/${encodeURIComponent(orderId)}/notes`
  const { rows } = await client.page<WireNote>({ operation: 'listNotes', path })
  const mark = `(ref. ${reference})`
  const there = rows.find(({ note }) => note.includes(mark))
  if (there) return String(there.id)
  const { id } = await client.call<WireNote>({
    operation: 'createNote',
    method: 'POST',
    path,
    body: { note: `${text}\n\n${mark}`, customer_note: isForBuyer }
  })
  return String(id)
}
