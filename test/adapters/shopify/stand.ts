import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { Agent } from 'undici'
import { shopify, simulateShopify } from '#adapters/shopify'
import type { Tokens } from '#core/channel/authorization'
import type { Learned } from '#core/channel/budget'
import type { ChannelClient } from '#core/channel/client'
import type { ChannelOrder } from '#core/channel/documents'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { type ManualClock, manualClock } from '#core/time'
import { adapterIo } from '../adapter-io.ts'

export const start = '2026-11-02T08:00:00.000Z'
export const hourMs = 3_600_000

export type Account = Parameters<typeof shopify.connect>[0]

/** A simulated shop and a client of it, without an engine between them. */
export interface Stand {
  simulator: PlatformSimulator
  account: Account
  client: ChannelClient
  clock: ManualClock
  io: AdapterIo
  /** What the answers have told of the budget. */
  learned: [string, Learned][]
  /** Opens another client of the same account. */
  connect(settings: Partial<Account>): ChannelClient
  /** All orders of the last hour, page by page. */
  listOrders(): Promise<ChannelOrder[]>
}

export async function open(t: Test, settings: Partial<Account> = {}): Promise<Stand> {
  const clock = manualClock(start)
  const http = new Agent()
  const bare = adapterIo(http, clock)
  const simulator = await simulateShopify(settings, bare)
  t.teardown(async () => {
    await http.destroy()
    await simulator.stop()
  })
  const account = accountOf({ ...simulator.settings, ...settings })
  let tokens: Promise<Tokens> | null = null
  const learned: [string, Learned][] = []
  const io: AdapterIo = {
    ...bare,
    pace: {
      take: async () => undefined,
      learn: async (operation, told) => void learned.push([operation, told])
    },
    async token() {
      tokens ??= shopify.tokens!.renew(account, bare, null)
      return (await tokens).accessToken
    }
  }
  const client = shopify.connect(account, io)
  return {
    simulator,
    account,
    client,
    clock,
    io,
    learned,
    connect: (changed) => shopify.connect({ ...account, ...changed }, io),
    async listOrders() {
      const orders: ChannelOrder[] = []
      const slice = { since: clock.after(-hourMs), until: clock.after(60_000) }
      for (let pageToken: string | null = null; ; ) {
        const page = await client.orders.listChanged!({ slice, pageToken })
        orders.push(...(page.documents as ChannelOrder[]))
        pageToken = page.next
        if (pageToken === null) return orders
      }
    }
  }
}

/** Settings as the engine would hand them over: checked, with defaults. */
export function accountOf(settings: Record<string, unknown>): Account {
  return Value.Parse(shopify.account, Value.Default(shopify.account, settings)) as Account
}

/** What a call fails with. Errors: the failure of the test when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('it was taken')
}
