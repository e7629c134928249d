import type { Budget, Learned, Pace } from '#core/channel/budget'
import { JobPostponed } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { instantAt, instantMs } from '#core/time'
import { listBuckets, lockBucket, saveBucket } from '../repository/pace.ts'
import type { Meter } from './meter.ts'
import { anyOperation, type Rests } from './rests.ts'
import type { PaceRow } from './tables.ts'

type Host = Pick<PluginContext, 'db' | 'clock' | 'transaction'>

/** A job that waits longer gives its place to others. */
const waitHereMaxMs = 500
/** How long a process may keep units that it has taken ahead. */
const blockMs = 1000
/** Share of a bucket by which what the platform says may differ before it is written down. */
const tolerance = 0.1

export interface PaceOptions {
  channelId: string
  budgets: readonly Budget[]
  /** Share of a bucket that is left to others, 0 to 1. */
  spare: number
}

/** Units that this process has taken from a bucket and not used yet. */
interface Block {
  units: number
  untilMs: number
}

/**
 * The budgets of one account: buckets in rows, that all processes take from. Units are taken ahead, a second's
 * worth at most, so that a thousand calls a second do not become a thousand transactions. An operation that
 * has no budget uses that of `*`; where there is none either, nothing is asked.
 */
export class AccountPace implements Pace {
  /** What was taken for last: what a refusal is about. */
  lastOperation: string | null = null
  readonly #host: Host
  readonly #options: PaceOptions
  readonly #rests: Rests
  readonly #meter: Meter
  readonly #budgets: Map<string, Budget>
  readonly #blocks = new Map<string, Block>()
  /** What was left in a bucket when it was last looked at, with what this process has taken ahead. */
  readonly #seen = new Map<string, { units: number; atMs: number }>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(host: Host, rests: Rests, meter: Meter, options: PaceOptions) {
    this.#host = host
    this.#rests = rests
    this.#meter = meter
    this.#options = options
    this.#budgets = new Map(options.budgets.map((budget) => [budget.operation, budget]))
  }

  /** Reads what others have learned. */
  async load(): Promise<void> {
    for (const { operation, ratePerSecond, burst } of await listBuckets(
      this.#host.db,
      this.#options.channelId
    )) {
      this.#budgets.set(operation, { operation, ratePerSecond, burst })
    }
  }

  async take(operation: string, units = 1): Promise<void> {
    this.lastOperation = operation
    this.#rests.assertRested(anyOperation, operation)
    const budget = this.#budgetOf(operation)
    if (budget) {
      const turn = this.#turn.then(() => this.#takeFrom(budget, units))
      this.#turn = turn.catch(() => undefined)
      await turn
    }
    this.#meter.count('calls')
  }

  async learn(operation: string, { restMs, ...learned }: Learned): Promise<void> {
    if (restMs !== undefined) await this.#rests.rest(operation, restMs, 'the platform asks for it')
    const budget = this.#learnedBudget(operation, learned)
    if (!budget || !this.#isNews(budget, learned)) return
    const { channelId } = this.#options
    await this.#host.transaction(async (tx) => {
      const nowMs = this.#host.clock.ms()
      const row = filled(await lockBucket(tx, channelId, budget, nowMs), nowMs)
      const { ratePerSecond, burst } = budget
      const units = Math.min(burst, learned.available ?? row.units)
      await saveBucket(tx, { ...row, ratePerSecond, burst, units })
      this.#seen.set(budget.operation, { units, atMs: nowMs })
    })
    this.#budgets.set(budget.operation, budget)
    if (learned.available !== undefined) this.#blocks.delete(budget.operation)
  }

  #budgetOf(operation: string): Budget | undefined {
    return this.#budgets.get(operation) ?? this.#budgets.get(anyOperation)
  }

  #learnedBudget(operation: string, { ratePerSecond, burst }: Learned): Budget | undefined {
    const known = this.#budgetOf(operation)
    const isOwn = known?.operation === operation || ratePerSecond !== undefined
    const rate = ratePerSecond ?? known?.ratePerSecond
    if (rate === undefined) return undefined
    const most = burst ?? known?.burst ?? Math.max(1, rate)
    return { operation: isOwn ? operation : anyOperation, ratePerSecond: rate, burst: most }
  }

  #isNews(budget: Budget, { available }: Learned): boolean {
    const known = this.#budgets.get(budget.operation)
    if (known?.ratePerSecond !== budget.ratePerSecond || known.burst !== budget.burst) return true
    if (available === undefined) return false
    const seen = this.#seen.get(budget.operation) ?? {
      units: budget.burst,
      atMs: this.#host.clock.ms()
    }
    const sinceMs = Math.max(0, this.#host.clock.ms() - seen.atMs)
    const believed = Math.min(budget.burst, seen.units + (budget.ratePerSecond * sinceMs) / 1000)
    return (
      (available < 1 && believed >= 1) || Math.abs(available - believed) > budget.burst * tolerance
    )
  }

  async #takeFrom(budget: Budget, units: number): Promise<void> {
    const { clock } = this.#host
    const wanted = Math.min(units, budget.burst)
    let waitedMs = 0
    for (;;) {
      if (this.#useBlock(budget.operation, wanted)) return
      const waitMs = await this.#draw(budget, wanted)
      if (waitMs === 0) return
      if (waitedMs + waitMs > waitHereMaxMs) {
        this.#meter.count('throttled')
        throw new JobPostponed({ retryAfterMs: Math.ceil(waitMs) })
      }
      await clock.sleep(waitMs)
      waitedMs += waitMs
      this.#meter.count('waitedMs', waitMs)
    }
  }

  #useBlock(operation: string, wanted: number): boolean {
    const block = this.#blocks.get(operation)
    if (!block || block.units < wanted || block.untilMs < this.#host.clock.ms()) return false
    block.units -= wanted
    const seen = this.#seen.get(operation)
    if (seen) seen.units -= wanted
    return true
  }

  /** Takes units from the row, some of them ahead. Returns 0, or how long to wait until there are enough. */
  async #draw(budget: Budget, wanted: number): Promise<number> {
    const { channelId, spare } = this.#options
    const { operation } = budget
    const nowMs = this.#host.clock.ms()
    const left = this.#blocks.get(operation)?.units ?? 0
    const { row, free, taken } = await this.#host.transaction(async (tx) => {
      const row = filled(await lockBucket(tx, channelId, budget, nowMs), nowMs, left)
      const free = row.units - Math.min(row.burst * spare, row.burst - wanted)
      const ahead = Math.floor(Math.min(free, (row.ratePerSecond * blockMs) / 1000))
      const taken = free >= wanted ? Math.max(wanted, ahead) : 0
      await saveBucket(tx, { ...row, units: row.units - taken })
      return { row, free, taken }
    })
    const { ratePerSecond, burst, units } = row
    this.#budgets.set(operation, { operation, ratePerSecond, burst })
    const used = taken === 0 ? 0 : wanted
    this.#blocks.set(operation, { units: taken - used, untilMs: nowMs + blockMs })
    this.#seen.set(operation, { units: units - used, atMs: nowMs })
    return taken > 0 ? 0 : Math.max(1, ((wanted - free) / ratePerSecond) * 1000)
  }
}

/** A bucket as it is now, with units that are given back. */
function filled(row: PaceRow, nowMs: number, back = 0): PaceRow {
  const sinceMs = Math.max(0, nowMs - instantMs(row.filledAt))
  const units = Math.min(row.burst, row.units + back + (row.ratePerSecond * sinceMs) / 1000)
  return { ...row, units, filledAt: instantAt(nowMs) }
}
