import type { Test } from 'tap'
import { shopify, simulateShopify } from '#adapters/shopify'
import type { ChannelOrder } from '#core/channel/documents'
import { hourMs, openStand, readAll } from '../stand.ts'

type Account = Parameters<typeof shopify.connect>[0]
export type Stand = Awaited<ReturnType<typeof open>>

/** A simulated shop and a client of it, at a time when the version of the API is in force. */
export async function open(t: Test, settings: Partial<Account> = {}) {
  const startAt = '2026-11-02T08:00:00.000Z'
  const stand = await openStand(t, shopify, { simulate: simulateShopify, settings, startAt })
  const { client, clock } = stand
  return {
    ...stand,
    /** All orders of the last hour, page by page. */
    async listOrders(): Promise<ChannelOrder[]> {
      const slice = { since: clock.after(-hourMs), until: clock.after(60_000) }
      const { documents } = await readAll<ChannelOrder>(client.orders.listChanged!, slice)
      return documents
    }
  }
}
