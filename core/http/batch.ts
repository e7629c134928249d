import { type TSchema, Type } from 'typebox'
import { ShopkeeperError } from '../errors.ts'
import { toProblem } from './problem.ts'
import { OneOf } from './schemas.ts'

/** Body of a batch: up to `itemsMax` of what the single route takes. */
export function BatchOf<Item extends TSchema>(item: Item, itemsMax = 500) {
  return Type.Object(
    { items: Type.Array(item, { minItems: 1, maxItems: itemsMax }) },
    { additionalProperties: false }
  )
}

/** Answer of a batch: one outcome an item, in the same order. */
export function BatchOutcomes<Result extends TSchema>(result: Result) {
  return Type.Object({
    outcomes: Type.Array(
      Type.Object({
        index: Type.Integer(),
        status: OneOf(['done', 'rejected']),
        result: Type.Optional(result),
        problem: Type.Optional(Type.Ref('Problem#'))
      })
    )
  })
}

export interface BatchOutcome<Result> {
  index: number
  status: 'done' | 'rejected'
  result?: Result
  problem?: Record<string, unknown>
}

/** Items of one batch at work at once: they share commits, and leave connections to everybody else. */
const atOnce = 8

/**
 * Does the same thing to each item: one that is refused leaves the others alone. Only defined errors below 500 are outcomes;
 * anything else ends the batch once the items at work are done. Routes have it as `reply.batch`.
 */
export async function runBatch<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>
): Promise<{ outcomes: BatchOutcome<Result>[] }> {
  const outcomes: BatchOutcome<Result>[] = []
  const queue = items.entries()
  let failure: { error: unknown } | undefined
  const takeTurns = async () => {
    for (const [index, item] of queue) {
      try {
        outcomes[index] = { index, status: 'done', result: await work(item, index) }
      } catch (error) {
        const isRefusal = error instanceof ShopkeeperError && error.status < 500
        if (isRefusal) outcomes[index] = { index, status: 'rejected', problem: toProblem(error) }
        else failure ??= { error }
      }
      if (failure) return
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeTurns))
  if (failure) throw failure.error
  return { outcomes }
}
