import type { ChannelClient, Source, SourcePage } from '#core/channel/client'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import { PullOvertaken } from '../errors.ts'
import { findSources, insertSource, moveSource } from '../repository/cursors.ts'
import { settleRejected } from '../repository/runs.ts'
import type { SourceRow } from '../tables.ts'
import { acknowledgeLater } from './acknowledge.ts'
import { clearRejected, takeDocuments } from './documents.ts'
import type { PullResult, Walk } from './walk.ts'

type ReadSource = NonNullable<ChannelClient['orders']['readSource']>

/**
 * Takes every source that has not been taken, page by page. Each page's documents and the position
 * after it commit together; the last page marks the source as complete. While one page is written
 * the next one is read.
 */
export async function pullBySource(db: Reader, walk: Walk): Promise<PullResult> {
  const { connection } = walk
  const { channel } = connection
  const sources = await connection.call('listSources', (client) => client.orders.listSources!())
  const known = await findSources(db, channel.id, sources)
  for (const source of sources) {
    const row = known.get(source.id)
    if (row?.state === 'complete') continue
    if (walk.isOver()) return walk.end(false)
    const isTaken = await takeSource(walk, source, row ?? (await beginSource(walk, source)))
    if (!isTaken) return walk.end(false)
  }
  return walk.end(true)
}

async function beginSource(walk: Walk, source: Source): Promise<SourceRow> {
  const channelId = walk.connection.channel.id
  return walk.parts.transaction(async (tx) => {
    const row: SourceRow = {
      channelId,
      sourceId: source.id,
      name: source.name,
      sizeBytes: source.sizeBytes,
      position: null,
      rows: 0,
      pages: 0,
      state: 'open',
      startedAt: tx.now,
      completedAt: null
    }
    if (!(await insertSource(tx, row))) throw new PullOvertaken({ channel: channelId })
    return row
  })
}

/** Takes one source to its end. False: the turn was over before. */
async function takeSource(walk: Walk, source: Source, begun: SourceRow): Promise<boolean> {
  const read = (position: string | null): ReturnType<ReadSource> =>
    walk.connection.call('readSource', (client) => client.orders.readSource!(source, position))
  let row = begun
  let page = await read(row.position)
  for (;;) {
    const { position } = page
    const isOver = walk.isOver()
    const ahead = position === null || isOver ? null : read(position)
    // Whoever awaits it hears of its failure; until then nobody does.
    ahead?.catch(() => undefined)
    const from = row
    const taken = page
    await walk.parts.transaction((tx) => takePage(tx, walk, from, taken))
    if (position === null) return true
    if (ahead === null) return false
    row = { ...row, position, rows: row.rows + taken.rows, pages: row.pages + 1 }
    page = await ahead
  }
}

async function takePage(tx: Tx, walk: Walk, row: SourceRow, page: SourcePage): Promise<void> {
  const { channel } = walk.connection
  const { takers } = walk.parts
  if (!(await moveSource(tx, row, page))) throw new PullOvertaken({ channel: channel.id })
  const taken = await takeDocuments(tx, takers, channel, { ...page, run: walk.run })
  await acknowledgeLater(tx, walk.connection, taken.intake)
  if (page.position === null) await settleOlder(tx, walk, row)
  tx.afterCommit(() => walk.count(taken, { rows: page.rows, source: row.name }))
}

/** A file that replaces one of its name settles what was wrong with the older one. */
async function settleOlder(tx: Tx, walk: Walk, { name, startedAt }: SourceRow): Promise<void> {
  const { id } = walk.connection.channel
  const older = { by: 'source', name, before: startedAt } as const
  const { settled, open } = await settleRejected(tx, id, older)
  if (settled > 0 && open === 0) await clearRejected(tx, walk.parts.takers.alerts, id)
}
