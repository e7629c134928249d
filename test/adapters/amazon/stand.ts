import type { Test } from 'tap'
import { amazon, simulateAmazon } from '#adapters/amazon'
import { openStand } from '../stand.ts'

type Account = Parameters<typeof amazon.connect>[0]
export type Stand = Awaited<ReturnType<typeof open>>

/** A simulated marketplace and a client of it. */
export function open(t: Test, settings: Partial<Account> = {}) {
  return openStand(t, amazon, { simulate: simulateAmazon, settings })
}
