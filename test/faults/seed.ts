import type { Test } from 'tap'
import { type Random, seededRandom } from '../../adapters/sandbox/simulator/random.ts'

/** A failure that chance has found is repeated by giving its seed: FAULT_SEED=123 npx tap test/faults/…. */
const given = process.env.FAULT_SEED

/** Random choices for one test. The seed is another one on every run, and is printed when the test fails. */
export function seededFor(test: Test): Random {
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
  test.teardown(() => {
    if (!test.passing()) test.comment(`to choose the same again: FAULT_SEED=${seed}`)
  })
  return seededRandom(seed)
}
