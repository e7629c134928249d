import { Type } from 'typebox'
import { defineJob } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Origin } from '#core/transaction'
import { type BuyerName, namesOf } from '../carts/customer.ts'
import type { PromotionsScope } from '../scope.ts'
import { CouponGuessing } from './errors.ts'
import { forgetGuesses, guessesSince, insertGuesses } from './repository.ts'

const windowMs = 60_000

/** Who enters codes. */
export interface Caller {
  /** Its actor is the API key. */
  origin: Origin
  buyer: BuyerName | null
  codes: readonly string[]
}

/** Safe to repeat: what is forgotten is gone. */
export const forgetGuessesJob = defineJob({
  name: 'promotions.forget-guesses',
  title: 'Forgets wrong codes that were tried more than a minute ago',
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '20 * * * *', payload: {} }
})

/** Counts wrong codes, so that nobody finds right ones by trying. Kept in the database: all processes count together. */
export class CodeGuard {
  readonly #scope: Pick<PromotionsScope, 'ctx' | 'contactIndex'>

  constructor(scope: Pick<PromotionsScope, 'ctx' | 'contactIndex'>) {
    this.#scope = scope
  }

  /**
   * Lets somebody enter codes, and returns what is told which of them there were not. Asks nothing when there are no codes.
   * What is asked at once may get an answer more: it is held against what was counted before.
   *
   * Errors: COUPON_GUESSING, here and when the last wrong one is one too many.
   */
  async enter(caller: Caller): Promise<(wrong: readonly string[]) => Promise<void>> {
    const { ctx } = this.#scope
    if (caller.codes.length === 0) return async () => undefined
    const limits = await this.#limitsOf(caller)
    if (limits.size === 0) return async () => undefined
    await this.#refuse(limits, (limit, codes) => codes >= limit)
    return async (wrong) => {
      if (wrong.length === 0) return
      await ctx.transaction(
        (tx) => insertGuesses(tx, [...limits.keys()], [...new Set(wrong)]),
        caller.origin
      )
      await this.#refuse(limits, (limit, codes) => codes > limit)
    }
  }

  /** Whose codes are counted, and how many they may try. */
  async #limitsOf({ origin, buyer }: Caller): Promise<Map<string, number>> {
    const { ctx, contactIndex } = this.#scope
    const { wrongCodesPerMinute, wrongCodesPerCustomerMinute } = ctx.options
    const limits = new Map<string, number>()
    if (wrongCodesPerMinute > 0) limits.set(`key:${origin.actor}`, wrongCodesPerMinute)
    if (wrongCodesPerCustomerMinute > 0 && buyer !== null) {
      for (const name of await namesOf(contactIndex, buyer)) {
        limits.set(name, wrongCodesPerCustomerMinute)
      }
    }
    return limits
  }

  async #refuse(
    limits: ReadonlyMap<string, number>,
    isOver: (limit: number, codes: number) => boolean
  ): Promise<void> {
    const { ctx } = this.#scope
    const nowMs = ctx.clock.ms()
    const guessed = await guessesSince(ctx.db, [...limits.keys()], instantAt(nowMs - windowMs))
    const over = guessed.filter(({ subject, codes }) => isOver(limits.get(subject)!, codes))
    if (over.length === 0) return
    const leftMs = over.map(({ oldestAt }) => instantMs(oldestAt) + windowMs - nowMs)
    throw new CouponGuessing({
      retryAfterSeconds: Math.max(1, Math.ceil(Math.max(...leftMs) / 1000))
    })
  }
}

/** Sets the guard up. */
export function setupGuesses(scope: Pick<PromotionsScope, 'ctx' | 'contactIndex'>): CodeGuard {
  const { ctx } = scope
  ctx.handle(forgetGuessesJob, (job) =>
    job.transaction((tx) => forgetGuesses(tx, instantAt(instantMs(tx.now) - windowMs)))
  )
  return new CodeGuard(scope)
}
