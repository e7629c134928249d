import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { Agent, type Dispatcher } from 'undici'
import { simulateWooCommerce, woocommerce } from '#adapters/woocommerce'
import type { Learned } from '#core/channel/budget'
import type { ChannelClient, PageRequest } from '#core/channel/client'
import type { ChannelDocument, DocumentPage } from '#core/channel/documents'
import { type ManualClock, manualClock } from '#core/time'
import { adapterIo } from '../adapter-io.ts'

export const start = '2026-03-01T08:00:00.000Z'
export const hourMs = 3_600_000

export type Account = Parameters<typeof woocommerce.connect>[0]

/** A simulated shop and a client of it, without an engine between them. */
export interface Stand {
  simulator: Awaited<ReturnType<typeof simulateWooCommerce>>
  account: Account
  client: ChannelClient
  clock: ManualClock
  /** What the answers have told of budgets. */
  learned: [string, Learned][]
  /** Opens another client of the same shop. */
  connect(settings: Partial<Account>, http?: Dispatcher): ChannelClient
}

export async function open(t: Test, settings: Partial<Account> = {}): Promise<Stand> {
  const clock = manualClock(start)
  const agent = new Agent()
  const simulator = await simulateWooCommerce(settings, adapterIo(agent, clock))
  t.teardown(async () => {
    await agent.destroy()
    await simulator.stop()
  })
  const account = accountOf({ ...simulator.settings, ...settings })
  const learned: [string, Learned][] = []
  const connect = (changed: Partial<Account>, http: Dispatcher = agent) => {
    const pace = {
      take: async () => undefined,
      learn: async (operation: string, told: Learned) => void learned.push([operation, told])
    }
    return woocommerce.connect({ ...account, ...changed }, { ...adapterIo(http, clock), pace })
  }
  return { simulator, account, client: connect({}), clock, learned, connect }
}

/** Settings as the engine would hand them over: checked, with defaults. */
export function accountOf(settings: Record<string, unknown>): Account {
  return Value.Parse(woocommerce.account, Value.Default(woocommerce.account, settings)) as Account
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
  } while (pageToken !== null && pages < 50)
  return { documents, rejected, pages }
}
