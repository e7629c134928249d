import type { Test } from 'tap'
import { simulateWooCommerce, woocommerce } from '#adapters/woocommerce'
import { openStand } from '../stand.ts'

export type Account = Parameters<typeof woocommerce.connect>[0]
export type Stand = Awaited<ReturnType<typeof open>>

/** A simulated shop and a client of it. */
export function open(t: Test, settings: Partial<Account> = {}) {
  return openStand(t, woocommerce, { simulate: simulateWooCommerce, settings })
}
