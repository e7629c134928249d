import type { ItemOutcome } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import { type EvidenceFetcher, isHere } from './evidence.ts'
import type { StoredDecision } from './send.ts'
import type { Written } from './settle.ts'
import type { WriteRow } from './tables.ts'

/** How often pictures are asked for that may be there later: for about two minutes, more and more seldom. */
const fetchesMax = 8

/**
 * Fetches the pictures that decisions name by their addresses. They are to be kept before the decision goes out, so
 * that one whose answer was lost is repeated with the same pictures, whatever the addresses hold by then.
 *
 * Shape: `rows` can go out; `unfit` are decisions whose pictures are not to be had, with what becomes of them.
 */
export async function withEvidence(
  fetcher: EvidenceFetcher,
  found: readonly WriteRow[],
  signal: AbortSignal
): Promise<{ rows: WriteRow[]; unfit: Written[] }> {
  const rows: WriteRow[] = []
  const unfit: Written[] = []
  for (const row of found) {
    const decision = row.kind === 'decision' ? (JSON.parse(row.payload) as StoredDecision) : null
    if (decision === null || isHere(decision.evidence)) {
      rows.push(row)
      continue
    }
    try {
      const evidence = await fetcher.bringIn(decision.evidence, signal)
      rows.push({ ...row, payload: JSON.stringify({ ...decision, evidence }) })
    } catch (error) {
      signal.throwIfAborted()
      unfit.push({ row, outcome: outcomeOf(error, row) })
    }
  }
  return { rows, unfit }
}

/** Errors: what is no fault of the addresses. */
function outcomeOf(error: unknown, { retries }: WriteRow): ItemOutcome {
  if (!(error instanceof ShopkeeperError)) throw error
  const { code, retryable, message: reason } = error
  if (retryable && retries + 1 < fetchesMax) return { status: 'retry', reason }
  return { status: 'rejected', code, reason, class: 'input' }
}
