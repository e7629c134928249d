import type { Test } from 'tap'
import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'
import { Agent, type Dispatcher } from 'undici'
import type { Adapter } from '#core/channel/adapter'
import type { Tokens } from '#core/channel/authorization'
import type { Learned } from '#core/channel/budget'
import type { ChannelClient, PageRequest } from '#core/channel/client'
import type { ChannelDocument, DocumentPage } from '#core/channel/documents'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { type ManualClock, manualClock } from '#core/time'
import { adapterIo } from './adapter-io.ts'

/** When a stand opens, unless it says otherwise. */
export const start = '2026-03-01T08:00:00.000Z'
export const hourMs = 3_600_000
const pagesMax = 50

/** A simulated account and a client of it, without an engine between them. */
export interface Stand<Account, Simulator> {
  simulator: Simulator
  account: Account
  client: ChannelClient
  clock: ManualClock
  io: AdapterIo
  /** What the answers have told of budgets. */
  learned: [string, Learned][]
  /** Renews the token, as an engine does when one is refused. */
  renew(): Promise<void>
  /** Opens another client of the same account. */
  connect(settings: Partial<Account>, http?: Dispatcher): ChannelClient
}

/** Starts a platform's simulator and connects its adapter; both are gone when the test ends. */
export async function openStand<Schema extends TObject, Simulator extends PlatformSimulator>(
  t: Test,
  adapter: Adapter<Schema>,
  platform: {
    simulate(
      settings: Partial<Static<Schema>>,
      io: ReturnType<typeof adapterIo>
    ): Promise<Simulator>
    settings: Partial<Static<Schema>>
    startAt?: string
    http?: Dispatcher
  }
): Promise<Stand<Static<Schema>, Simulator>> {
  const { settings, http = new Agent() } = platform
  const clock = manualClock(platform.startAt ?? start)
  const bare = adapterIo(http, clock)
  const simulator = await platform.simulate(settings, bare)
  t.teardown(async () => {
    await http.destroy()
    await simulator.stop()
  })
  const account = accountOf(adapter, { ...simulator.settings, ...settings })
  const learned: [string, Learned][] = []
  let tokens: Promise<Tokens> | null = null
  const renewed = (current: Tokens | null) => {
    tokens = adapter.tokens!.renew(account, bare, current)
    // The next call asks again.
    tokens.catch(() => {
      tokens = null
    })
    return tokens
  }
  const io: AdapterIo = {
    ...bare,
    pace: {
      take: async () => undefined,
      learn: async (operation, told) => void learned.push([operation, told])
    },
    async token() {
      return (await (tokens ?? renewed(null))).accessToken
    }
  }
  return {
    simulator,
    account,
    client: adapter.connect(account, io),
    clock,
    io,
    learned,
    async renew() {
      await renewed(await tokens)
    },
    connect: (changed, other) =>
      adapter.connect({ ...account, ...changed }, other ? { ...io, http: other } : io)
  }
}

/** Settings as the engine would hand them over: checked, with defaults. */
export function accountOf<Schema extends TObject>(
  { account }: Pick<Adapter<Schema>, 'account'>,
  settings: Record<string, unknown>
): Static<Schema> {
  return Value.Parse(account, Value.Default(account, settings)) as Static<Schema>
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

/** Walks a list to its end. `between` happens after each page but the last. */
export async function readAll<Document extends ChannelDocument>(
  list: (request: PageRequest) => Promise<DocumentPage>,
  slice: PageRequest['slice'],
  between: (page: number) => void = () => undefined
): Promise<{ documents: Document[]; rejected: DocumentPage['rejected']; pages: number }> {
  const documents: Document[] = []
  const rejected: DocumentPage['rejected'] = []
  let pageToken: string | null = null
  let pages = 0
  do {
    const page: DocumentPage = await list({ slice, pageToken })
    documents.push(...(page.documents as Document[]))
    rejected.push(...page.rejected)
    pageToken = page.next
    pages++
    if (pageToken !== null) between(pages)
  } while (pageToken !== null && pages < pagesMax)
  return { documents, rejected, pages }
}
