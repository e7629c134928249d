import type { Reader } from '#core/database/db'
import type { BatchOutcome } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { toProblem } from '#core/http/problem'
import { algorithm } from './algorithm.ts'
import type { DrawSource, PrizeShape } from './definition.ts'
import type { EntryOutcome } from './enter.ts'
import { countWinners, findDraw, winnersOf } from './repository.ts'
import type { DrawEntryRow, DrawRow } from './tables.ts'

/** A draw as the API shows it: without its secret seed. */
export function presentDraw({ sealedSeed: _, ...row }: DrawRow) {
  return {
    ...row,
    sources: JSON.parse(row.sources) as DrawSource[],
    prizes: JSON.parse(row.prizes) as PrizeShape[]
  }
}

/** A draw with what has become of its prizes. Two queries. Errors: NOT_FOUND. */
export async function shownDraw(db: Reader, id: string) {
  const [row, counts] = await Promise.all([findDraw(db, id), countWinners(db, id)])
  if (!row) throw new NotFound({ what: 'draw', id })
  const settled = { pending: 0, given: 0, forfeited: 0 }
  const shown = presentDraw(row)
  const prizes = shown.prizes.map((prize, place) => {
    const own = { ...settled }
    for (const one of counts) if (one.prize === place) own[one.state] = one.winners
    return { ...prize, ...own }
  })
  return { ...shown, prizes }
}

/** All that somebody needs to draw again, but for the entries. Two queries. Errors: NOT_FOUND. */
export async function proofOf(db: Reader, id: string) {
  const [row, winners] = await Promise.all([findDraw(db, id), winnersOf(db, id)])
  if (!row) throw new NotFound({ what: 'draw', id })
  const { state, commitment, seed, entries, entriesDigest, closedAt, drawnAt } = presentDraw(row)
  const prizes = presentDraw(row).prizes.map(({ title, quantity }) => ({ title, quantity }))
  return {
    ...{ drawId: id, state, algorithm, commitment, seed, entries, entriesDigest },
    ...{ prizes, winners, closedAt, drawnAt }
  }
}

/** An entry as the API shows it. */
export function presentEntry({ sourceKind, sourceId, ...entry }: DrawEntryRow) {
  return { ...entry, source: { kind: sourceKind, id: sourceId } }
}

/** What became of entries, as outcomes of a batch. */
export function presentOutcomes(outcomes: readonly EntryOutcome[]) {
  return outcomes.map(
    (one, index): BatchOutcome<ReturnType<typeof entered>> =>
      'refused' in one
        ? { index, status: 'rejected', problem: toProblem(one.refused) }
        : { index, status: 'done', result: entered(one) }
  )
}

function entered({ entry, isNew }: { entry: DrawEntryRow; isNew: boolean }) {
  return { ...presentEntry(entry), isNew }
}
