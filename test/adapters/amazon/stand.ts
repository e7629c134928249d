import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { Agent } from 'undici'
import { amazon, simulateAmazon } from '#adapters/amazon'
import type { Learned } from '#core/channel/budget'
import type { ChannelClient } from '#core/channel/client'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { type ManualClock, manualClock } from '#core/time'
import { adapterIo } from '../adapter-io.ts'

export const start = '2026-03-01T08:00:00.000Z'
export const hourMs = 3_600_000

type Account = Parameters<typeof amazon.connect>[0]

/** A simulated marketplace and a client of it, without an engine between them. */
export interface Stand {
  simulator: PlatformSimulator
  account: Account
  client: ChannelClient
  clock: ManualClock
  io: AdapterIo
  /** What the answers have told of budgets. */
  learned: [string, Learned][]
  /** Forgets the token, as an engine does before it renews one. */
  forgetToken(): void
  /** Opens another client of the same account. */
  connect(settings: Partial<Account>): ChannelClient
}

export async function open(t: Test, settings: Partial<Account> = {}): Promise<Stand> {
  const clock = manualClock(start)
  const http = new Agent()
  const bare = adapterIo(http, clock)
  const simulator = await simulateAmazon(settings, bare)
  t.teardown(async () => {
    await http.destroy()
    await simulator.stop()
  })
  const account = accountOf({ ...simulator.settings, ...settings })
  let token: Promise<string> | null = null
  const learned: [string, Learned][] = []
  const io: AdapterIo = {
    ...bare,
    pace: {
      take: async () => undefined,
      learn: async (operation, told) => void learned.push([operation, told])
    },
    token() {
      token ??= amazon.tokens!.renew(account, bare, null).then(({ accessToken }) => accessToken)
      return token
    }
  }
  return {
    simulator,
    account,
    client: amazon.connect(account, io),
    clock,
    io,
    learned,
    forgetToken: () => {
      token = null
    },
    connect: (changed) => amazon.connect({ ...account, ...changed }, io)
  }
}

/** Settings as the engine would hand them over: checked, with defaults. */
export function accountOf(settings: Record<string, unknown>): Account {
  return Value.Parse(amazon.account, Value.Default(amazon.account, settings)) as Account
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
