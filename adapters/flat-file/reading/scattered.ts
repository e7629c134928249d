import { createHash } from 'node:crypto'
import { FileOrdersScattered } from '../errors.ts'
import { cellOf } from '../mappings/cells.ts'
import type { FileRow } from '../mappings/mapping.ts'
import type { Table } from './table.ts'

/** Rows of interrupted orders that may be held at once. */
const heldRowsMax = 100_000
const filterBytesMin = 1 << 16
const filterBytesMax = 1 << 25

/**
 * Finds the documents whose rows do not stand together, and holds their rows.
 *
 * Walks over the file once, and a second time if there are any. Memory is bounded whatever the file: which ids were
 * there is kept in a Bloom filter, which may take an id for one that was there when it was not. That is harmless: its
 * rows are held and read like the others. Errors: FILE_ORDERS_SCATTERED.
 */
export async function holdScattered(
  table: Table,
  groupBy: string,
  sizeBytes: number
): Promise<Map<string, FileRow[]>> {
  const held = await findScattered(table, groupBy, sizeBytes)
  if (held.size === 0) return held
  let rows = 0
  for await (const row of table.rows()) {
    const group = held.get(cellOf(row, groupBy))
    if (group === undefined) continue
    if (++rows > heldRowsMax) throw new FileOrdersScattered({ limitRows: heldRowsMax })
    group.push(row)
  }
  return held
}

async function findScattered(
  table: Table,
  groupBy: string,
  sizeBytes: number
): Promise<Map<string, FileRow[]>> {
  const scattered = new Map<string, FileRow[]>()
  const seen = new SeenIds(sizeBytes)
  let current = ''
  for await (const row of table.rows()) {
    const id = cellOf(row, groupBy)
    if (id === current || id === '') continue
    current = id
    if (seen.addAndSay(id)) scattered.set(id, [])
    if (scattered.size > heldRowsMax) throw new FileOrdersScattered({ limitRows: heldRowsMax })
  }
  return scattered
}

/** A Bloom filter over ids: says "new" only of those that are. */
class SeenIds {
  readonly #bits: Uint8Array
  readonly #mask: number

  /** At least 8 bits for each 4 bytes of the file: below 64 MiB practically nothing is taken for another. */
  constructor(sizeBytes: number) {
    const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, sizeBytes / 4)))
    const bytes = Math.min(filterBytesMax, Math.max(filterBytesMin, wanted))
    this.#bits = new Uint8Array(bytes)
    this.#mask = bytes * 8 - 1
  }

  /** Adds an id, and says whether it may have been there. */
  addAndSay(id: string): boolean {
    const digest = createHash('sha1').update(id).digest()
    let wasThere = true
    for (let offset = 0; offset < 16; offset += 4) {
      const bit = digest.readUInt32LE(offset) & this.#mask
      const byte = bit >>> 3
      const flag = 1 << (bit & 7)
      if ((this.#bits[byte]! & flag) === 0) wasThere = false
      this.#bits[byte]! |= flag
    }
    return wasThere
  }
}
