import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ItemOutcome, StockWrite } from '#core/channel/writes'
import { readCsv } from '#core/files/read-csv'
import { unguardCell, writeCsv } from '#core/files/write-csv'
import type { Instant } from '#core/time'
import { writeAtomically } from './atomic.ts'

const columns = ['listing', 'sku', 'quantity', 'updated_at', 'sequence'] as const
const rowsPerPiece = 1000

interface StockRow {
  listing: string
  sku: string
  quantity: number
  updated_at: string
  sequence: number
}

/**
 * The stock that a folder shows: `stock.csv`, one row a listing, always whole. A write replaces the
 * rows it names; one that is older than what is there, by its sequence, changes nothing.
 */
export class StockFile {
  readonly #path: string
  /** Writes of one account go one after another. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(outFolder: string) {
    this.#path = join(outFolder, 'stock.csv')
  }

  write(items: readonly StockWrite[], now: Instant): Promise<ItemOutcome[]> {
    const turn = this.#turn.then(() => this.#merge(items, now))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** What the file shows, for those listings that are in it. */
  async read(externalListingIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#rows()
    const shown = externalListingIds.flatMap((id): [string, number][] => {
      const row = rows.get(id)
      return row === undefined ? [] : [[id, row.quantity]]
    })
    return new Map(shown)
  }

  async #merge(items: readonly StockWrite[], now: Instant): Promise<ItemOutcome[]> {
    const rows = await this.#rows()
    let isChanged = false
    for (const { externalListingId: listing, sku, quantity, sequence } of items) {
      if ((rows.get(listing)?.sequence ?? -1) >= sequence) continue
      rows.set(listing, { listing, sku, quantity, updated_at: now, sequence })
      isChanged = true
    }
    if (isChanged)
      await writeAtomically(this.#path, writeCsv(columns, piecesOf([...rows.values()])))
    return items.map(() => ({ status: 'done' }))
  }

  async #rows(): Promise<Map<string, StockRow>> {
    const rows = new Map<string, StockRow>()
    if ((await stat(this.#path).catch(() => null)) === null) return rows
    for await (const { record } of readCsv(this.#path)) {
      const listing = unguardCell(record.listing ?? '')
      rows.set(listing, {
        listing,
        sku: unguardCell(record.sku ?? ''),
        quantity: Number(record.quantity),
        updated_at: record.updated_at ?? '',
        sequence: Number(record.sequence)
      })
    }
    return rows
  }
}

/** Rows a piece at a time: the text of all of them need not be in memory at once. */
export async function* piecesOf<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += rowsPerPiece) yield rows.slice(at, at + rowsPerPiece)
}
