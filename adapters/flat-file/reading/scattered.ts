import { createHash } from 'node:crypto'
import { FileOrdersScattered } from '../errors.ts'
import { cellOf } from '../mappings/cells.ts'
import type { FileRow } from '../mappings/mapping.ts'
import type { Table } from './table.ts'

/** Rows of interrupted orders that may be held at once. */
const heldRowsMax = 100_000
/** Ids that the filter may be unsure of at once. */
const candidatesMax = 1_000_000
const filterBytesMin = 1 << 16
const filterBytesMax = 1 << 26

/**
 * Finds the documents whose rows do not stand together, and holds their rows.
 *
 * Memory is bounded whatever the file: one walk over it keeps the ids that were there in a Bloom
 * filter, which now and then takes a new id for one that was there. Those that it names are counted
 * in a second walk, and the rows of the scattered ones held in a third; mostly it names none.
 * Errors: FILE_ORDERS_SCATTERED.
 */
export async function holdScattered(
  table: Table,
  groupBy: string,
  sizeBytes: number
): Promise<Map<string, FileRow[]>> {
  const candidates = await findCandidates(table, groupBy, sizeBytes)
  if (candidates.size === 0) return new Map()
  for await (const id of runsOf(table, groupBy)) {
    const runs = candidates.get(id)
    if (runs !== undefined) candidates.set(id, runs + 1)
  }
  const held = new Map<string, FileRow[]>()
  for (const [id, runs] of candidates) if (runs > 1) held.set(id, [])
  return held.size === 0 ? held : collect(table, groupBy, held)
}

async function collect(
  table: Table,
  groupBy: string,
  held: Map<string, FileRow[]>
): Promise<Map<string, FileRow[]>> {
  let rows = 0
  for await (const row of table.rows()) {
    const group = held.get(cellOf(row, groupBy))
    if (group === undefined) continue
    if (++rows > heldRowsMax) throw new FileOrdersScattered({ limitRows: heldRowsMax })
    group.push(row)
  }
  return held
}

/** Ids that may have been there before, none of them counted yet. */
async function findCandidates(
  table: Table,
  groupBy: string,
  sizeBytes: number
): Promise<Map<string, number>> {
  const candidates = new Map<string, number>()
  const seen = new SeenIds(sizeBytes)
  for await (const id of runsOf(table, groupBy)) {
    if (seen.addAndSay(id)) candidates.set(id, 0)
    if (candidates.size > candidatesMax) throw new FileOrdersScattered({ limitRows: heldRowsMax })
  }
  return candidates
}

/** The id of each run of rows that stand together. A row without an id interrupts like any other. */
async function* runsOf(table: Table, groupBy: string): AsyncGenerator<string> {
  let current = ''
  for await (const row of table.rows()) {
    const id = cellOf(row, groupBy)
    if (id === current) continue
    current = id
    if (id !== '') yield id
  }
}

/** A Bloom filter over ids: says "new" only of those that are. */
class SeenIds {
  readonly #bits: Uint8Array
  readonly #mask: number

  /** Two bits for each byte of the file, up to a limit: a row has dozens of bytes. */
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
