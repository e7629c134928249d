import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { type Adapter, callHttp, classifyUnknown, defineAdapter, Secret } from 'shopkeeper'
import type { Test } from 'tap'
import { Type } from 'typebox'
import type { Capabilities } from '#core/channel/capabilities'
import type { ChannelClient, PageRequest } from '#core/channel/client'
import type { ChannelAfterSale, ChannelOrder, DocumentPage } from '#core/channel/documents'
import { eachInTurn, type Failures } from '#core/channel/in-turn'
import type { AdapterIo } from '#core/channel/io'
import type { ItemOutcome } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'

/** What a small platform answers; a number is an HTTP status without a body. */
export type PlatformAnswer = { data: unknown } | { code: string; restMs?: number } | number

/** A platform over real HTTP whose answers the test decides. */
export interface Platform {
  settings: { baseUrl: string; secret: string }
  calls: { operation: string; body: Record<string, unknown>; token: string | undefined }[]
  /** Calls of one operation so far. */
  count(operation: string): number
  /** How an operation is answered from now on. Default: `{ data: {} }`. */
  on(
    operation: string,
    answer: (
      body: Record<string, unknown>,
      token: string | undefined
    ) => PlatformAnswer | Promise<PlatformAnswer>
  ): void
}

export async function startPlatform(t: Test): Promise<Platform> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 50_000_000 })
  const answers = new Map<string, Parameters<Platform['on']>[1]>()
  const calls: Platform['calls'] = []
  app.post('/:operation', async (request, reply) => {
    const { operation } = request.params as { operation: string }
    const body = request.body as Record<string, unknown>
    const token = request.headers.authorization
    calls.push({ operation, body, token })
    const answer = (await answers.get(operation)?.(body, token)) ?? { data: {} }
    return typeof answer === 'number' ? reply.code(answer).send() : answer
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return {
    settings: { baseUrl: `http://127.0.0.1:${port}`, secret: 's3cret' },
    calls,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
    on: (operation, answer) => void answers.set(operation, answer)
  }
}

/** A failure as the small platform tells it. */
export class Refusal extends Error {
  readonly code: string
  readonly restMs: number
  constructor(code: string, restMs = 0) {
    super(`the platform says ${code}`)
    this.code = code
    this.restMs = restMs
  }
}

export const PlatformAccount = Type.Object(
  { baseUrl: Type.String(), secret: Type.Optional(Secret()), shop: Type.Optional(Type.String()) },
  { additionalProperties: false }
)

const window = { by: 'window', windowMax: 'P7D', lag: 'PT0S', pageSizeMax: 50 } as const

/** A list that the platform hands out by time, and reads a second before it again. */
export const overlapping = { ...window, overlap: 'PT1S' } as const

const nothing: Capabilities = {
  orders: { pull: { ...window, overlap: 'PT1S' }, push: false },
  listings: false,
  stock: false,
  prices: false,
  shipments: false,
  afterSales: false,
  refunds: false,
  reviews: false,
  messages: false
}

/** Parts of an adapter that a test is about. */
export interface Variant
  extends Partial<Omit<Adapter<typeof PlatformAccount>, 'capabilities' | 'connect'>> {
  capabilities?: Partial<Capabilities>
  /** Calls without a token by default. */
  hasTokens?: boolean
  /** Reads stock back: operation `shown`. */
  readsStock?: boolean
  /** Writes stock, states and parcels one call each, not in batches. */
  isInTurn?: boolean
}

/** The adapter of the small platform. */
export function platformAdapter({
  capabilities,
  hasTokens = false,
  isInTurn = false,
  readsStock = false,
  ...parts
}: Variant = {}): Adapter {
  return defineAdapter({
    platform: 'small',
    title: 'Small',
    account: PlatformAccount,
    ...parts,
    capabilities: { ...nothing, ...capabilities },
    connect: (account, io) => connect(account.baseUrl, io, { hasTokens, isInTurn, readsStock })
  }) as unknown as Adapter
}

/** Calls the small platform. Errors: Refusal, NoAnswer. */
export async function callPlatform<Data>(
  baseUrl: string,
  io: Pick<AdapterIo, 'http' | 'pace'>,
  { operation, body, token }: { operation: string; body: object; token?: string | undefined }
): Promise<Data> {
  const { status, text } = await callHttp(io, {
    operation,
    method: 'POST',
    url: `${baseUrl}/${operation}`,
    headers: { 'content-type': 'application/json', ...(token && { authorization: token }) },
    body: JSON.stringify(body)
  })
  if (status !== 200) throw new Refusal('BUSY')
  const answer = JSON.parse(text)
  if (answer.code !== undefined) throw new Refusal(answer.code, answer.restMs)
  return answer.data
}

function connect(
  baseUrl: string,
  io: AdapterIo,
  {
    hasTokens,
    isInTurn,
    readsStock
  }: Required<Pick<Variant, 'hasTokens' | 'isInTurn' | 'readsStock'>>
): ChannelClient {
  const call = async <Data>(operation: string, body: object): Promise<Data> => {
    const token = hasTokens ? await io.token() : undefined
    return callPlatform<Data>(baseUrl, io, { operation, body, token })
  }
  const page = async (operation: string, request: PageRequest): Promise<DocumentPage> => ({
    documents: [],
    rejected: [],
    next: null,
    observedUntil: null,
    ...(await call<Partial<DocumentPage>>(operation, request))
  })
  const outcome = (operation: string, item: unknown, key: string) =>
    call<ItemOutcome>(operation, { item, key })
  const outcomes = async (operation: string, items: readonly unknown[], key: string) =>
    (await call<{ outcomes: ItemOutcome[] }>(operation, { items, key })).outcomes
  const written = (operation: string, items: readonly unknown[], key: string) =>
    isInTurn
      ? eachInTurn(failures, items, (item) => outcome(operation, item, key))
      : outcomes(operation, items, key)
  return {
    orders: {
      listChanged: (request) => page('orders', request),
      listCreated: (request) => page('history', request),
      get: async (id) => (await call<{ order?: ChannelOrder }>('order', { id })).order ?? null,
      acknowledge: (ids) => call('acknowledge', { ids })
    },
    writeListings: (items, key) => outcomes('listings', items, key),
    setListingStates: (items, key) => written('states', items, key),
    pollSubmission: (id) => call('submission', { id }),
    writeStock: (items, key) => written('stock', items, key),
    ...(readsStock && {
      readStock: async (ids: readonly string[]) => {
        const { stock } = await call<{ stock: Record<string, number> }>('shown', { ids })
        return new Map(Object.entries(stock))
      }
    }),
    writePrices: (items, key) => outcomes('prices', items, key),
    confirmShipments: (items, key) => written('parcels', items, key),
    decideAfterSale: ({ evidence, ...decision }, key) =>
      outcome(
        'decide',
        {
          ...decision,
          evidence: evidence.map(
            ({ contentType, bytes }) => `${contentType}: ${bytes.length} bytes`
          )
        },
        key
      ),
    refund: (item, key) => outcome('refund', item, key),
    listAfterSales: (request) => page('cases', request),
    listReviews: (request) => page('reviews', request),
    listMessages: (request) => page('messages', request),
    replyToReview: (item, key) => outcome('reply', item, key),
    sendMessage: (item, key) => outcome('message', item, key),
    subscribe: (url) => call('subscribe', { url }),
    takeHints: () => call('hints', {}),
    confirmHints: (receipt) => call('confirm', { receipt }),
    classify: failures.classify
  }
}

const failures: Failures = {
  classify(error) {
    if (!(error instanceof Refusal)) return classifyUnknown(error)
    const { code, restMs: retryAfterMs, message: reason } = error
    if (code === 'THROTTLED') return { action: 'rateLimited', retryAfterMs, reason }
    if (code === 'TOKEN') return { action: 'refreshToken', reason }
    if (code === 'REVOKED') return { action: 'fatal', reason }
    if (code === 'BUSY') return { action: 'retry', reason }
    return { action: 'rejected', code, reason }
  },
  refusedItem(error) {
    if (error instanceof ShopkeeperError) {
      const { code, retryable, message: reason } = error
      return retryable ? null : { status: 'rejected', code, reason }
    }
    const verdict = failures.classify(error)
    if (verdict.action !== 'rejected') return null
    return { status: 'rejected', code: verdict.code, reason: verdict.reason }
  }
}

/** An order of one unit. */
export function orderAt(externalId: string, modifiedAt: string): ChannelOrder {
  const amount = { discountMinor: 0, taxMinor: 0, totalMinor: 1000 }
  return {
    kind: 'order',
    externalId,
    number: externalId,
    status: 'completed',
    rawStatus: 'DONE',
    currency: 'CNY',
    lines: [
      { externalId: '1', sku: 'CUP', title: 'Cup', quantity: 1, unitPriceMinor: 1000, ...amount }
    ],
    shippingMinor: 0,
    ...amount,
    paidMinor: 1000,
    buyer: { externalId: 'b1' },
    address: null,
    placedAt: modifiedAt,
    modifiedAt
  }
}

/** A refund that waits for our decision. */
export function caseAt(externalId: string, modifiedAt: string): ChannelAfterSale {
  return {
    kind: 'afterSale',
    externalId,
    orderExternalId: 'o-1',
    type: 'refund',
    status: 'awaiting_merchant',
    rawStatus: 'WAIT',
    currency: 'CNY',
    amountMinor: 700,
    reason: 'broken',
    version: '7',
    modifiedAt,
    body: {}
  }
}
