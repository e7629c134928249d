import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { Agent } from 'undici'
import { simulateTaobao, taobao } from '#adapters/taobao'
import type { Learned } from '#core/channel/budget'
import type { ChannelClient, PageRequest } from '#core/channel/client'
import type { ChannelDocument, DocumentPage } from '#core/channel/documents'
import type { AdapterIo } from '#core/channel/io'
import { type ManualClock, manualClock } from '#core/time'
import { adapterIo } from '../adapter-io.ts'

/** 16:00 in Beijing. */
export const start = '2026-03-01T08:00:00.000Z'
export const hourMs = 3_600_000

export type Account = Parameters<typeof taobao.connect>[0]
type Simulator = Awaited<ReturnType<typeof simulateTaobao>>

/** A simulated shop and a client of it, without an engine between them. */
export interface Stand {
  simulator: Simulator
  account: Account
  client: ChannelClient
  clock: ManualClock
  io: AdapterIo
  /** Forms that were sent, as they went over the wire. */
  sent: { headers: Record<string, string>; body: string | Buffer }[]
  /** What the answers have told of budgets. */
  learned: [string, Learned][]
  /** Renews the session, as an engine does when one is refused. */
  renew(): Promise<void>
  /** Opens another client of the same account. */
  connect(settings: Partial<Account>): ChannelClient
}

export async function open(t: Test, settings: Partial<Account> = {}): Promise<Stand> {
  const clock = manualClock(start)
  const sent: Stand['sent'] = []
  const http = new Agent().compose((dispatch) => (options, handler) => {
    const { headers, body } = options
    sent.push({ headers: headers as Record<string, string>, body: body as string | Buffer })
    return dispatch(options, handler)
  })
  const bare = adapterIo(http, clock)
  const simulator = await simulateTaobao(settings, bare)
  t.teardown(async () => {
    await http.destroy()
    await simulator.stop()
  })
  const account = accountOf({ ...simulator.settings, ...settings })
  const learned: [string, Learned][] = []
  let tokens = await taobao.tokens!.renew(account, bare, null)
  const io: AdapterIo = {
    ...bare,
    pace: {
      take: async () => undefined,
      learn: async (operation, told) => void learned.push([operation, told])
    },
    token: async () => tokens.accessToken
  }
  return {
    simulator,
    account,
    client: taobao.connect(account, io),
    clock,
    io,
    sent,
    learned,
    renew: async () => {
      tokens = await taobao.tokens!.renew(account, bare, tokens)
    },
    connect: (changed) => taobao.connect({ ...account, ...changed }, io)
  }
}

/** Settings as the engine would hand them over: checked, with defaults. */
export function accountOf(settings: Record<string, unknown>): Account {
  return Value.Parse(taobao.account, Value.Default(taobao.account, settings)) as Account
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
