import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChannelDocument, RejectedEntry, Source } from 'shopkeeper'
import type { Test } from 'tap'
import { validateConfig } from '#core/config/validate'
import { type Clock, systemClock } from '#core/time'
import { FlatFileClient } from '../../adapters/flat-file/client.ts'
import { FlatFileAccount } from '../../adapters/flat-file/options.ts'
import type { PageSize } from '../../adapters/flat-file/reading/pages.ts'

export const retailColumns =
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

export interface ClientOptions {
  settings?: Record<string, unknown>
  clock?: Clock
  pageSize?: PageSize
}

export interface TestFolder {
  path: string
  write(name: string, content: string | Buffer): string
  client(options?: ClientOptions): FlatFileClient
}

/**
 * A folder of its own, gone when the test ends. Files are taken at once unless the settings say
 * otherwise.
 */
export function testFolder(test: Test): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'flat-file-'))
  test.teardown(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
    client: ({ settings = {}, clock = systemClock, pageSize } = {}) => {
      const whole = { folder: path, settleMs: 0, ...settings }
      const account = validateConfig<FlatFileAccount>(FlatFileAccount, whole, {
        file: 'test',
        base: 'settings'
      })
      return new FlatFileClient(account, { clock }, pageSize)
    }
  }
}

export interface Taken {
  documents: ChannelDocument[]
  rejected: RejectedEntry[]
  rows: number
  pages: number
  /** Where pages ended, and how many documents had come by then. */
  ends: { position: string | null; documents: number }[]
}

/** Reads one source to its end. */
export async function takeSource(
  client: FlatFileClient,
  source: Source,
  from: string | null = null
): Promise<Taken> {
  const taken: Taken = { documents: [], rejected: [], rows: 0, pages: 0, ends: [] }
  let position = from
  do {
    const page = await client.orders.readSource(source, position)
    taken.documents.push(...page.documents)
    taken.rejected.push(...page.rejected)
    taken.rows += page.rows
    taken.pages++
    position = page.position
    taken.ends.push({ position, documents: taken.documents.length })
  } while (position !== null)
  return taken
}

/** Reads everything that a folder offers. */
export async function takeAll(client: FlatFileClient): Promise<Taken> {
  const all: Taken = { documents: [], rejected: [], rows: 0, pages: 0, ends: [] }
  for (const source of await client.orders.listSources()) {
    const taken = await takeSource(client, source)
    all.documents.push(...taken.documents)
    all.rejected.push(...taken.rejected)
    all.rows += taken.rows
    all.pages += taken.pages
  }
  return all
}
