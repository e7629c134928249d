import type { Test } from 'tap'
import { type ManualClock, manualClock, systemClock } from '#core/time'
import { notes } from '../core/notes.ts'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  type TestEngineOptions,
  until
} from '../harness.ts'
import type { Receiver } from './receiver.ts'

export const encryptionKey = Buffer.alloc(32, 9).toString('base64')

export interface ShopOptions {
  backend?: BackendKind
  /** Default true. */
  start?: boolean
  options?: Record<string, unknown>
  database?: TestEngineOptions['database']
  config?: Parameters<typeof buildTestEngine>[2]
}

/** An engine that keeps notes and tells others of them. */
export interface Shop extends TestEngine {
  /** Stands still; it begins at the machine's time, so that receivers accept what is signed. */
  clock: ManualClock
  /** Subscribes an endpoint; the answer has the secret. */
  subscribe(receiver: Pick<Receiver, 'url'>, options?: SubscribeOptions): Promise<Subscribed>
  /** Tells of notes, in one transaction. */
  tell(...texts: string[]): Promise<void>
  /** The only delivery, or the one of a subscription, with its attempts. */
  delivery(subscriptionId?: string): Promise<DeliveryAnswer>
  /** Waits until so many attempts are recorded. */
  attempted(attempts: number, subscriptionId?: string): Promise<DeliveryAnswer>
  /** Open alerts about a subscription. */
  alerts(subscriptionId: string): Promise<{ kind: string }[]>
  /** Waits until the only delivery, or the one of a subscription, is in a state. */
  settled(state: string, subscriptionId?: string): Promise<DeliveryAnswer>
}

export interface SubscribeOptions {
  /** Ends the subscription with it. */
  t?: Test
  /** Default: notes that are written. */
  events?: readonly string[]
}

export interface Subscribed {
  id: string
  secret: string
  version: number
}

export interface DeliveryAnswer {
  id: string
  messageId: string
  state: string
  attempts: number
  nextAttemptAt: string | null
  payload: unknown
  attemptLog: { status: number | null; error: string | null; answer: string }[]
}

/** Loaded machines are slow; what is waited for is an order of magnitude faster. */
export const patience = { timeoutMs: 30_000 }

export async function buildWebhookShop(
  t: Test,
  kind: DatabaseKind,
  { backend = 'embedded', start = true, options = {}, database, config = {} }: ShopOptions = {}
): Promise<Shop> {
  const clock = manualClock(systemClock.now())
  const webhooks = { use: 'webhooks', options: { unsafeAllowPrivateNetworks: true, ...options } }
  const engine = await buildTestEngine(
    t,
    kind,
    { encryptionKey, plugins: [notes, webhooks], adapters: [], ...config },
    { backend, start, clock, ...(database && { database }) }
  )
  const { call } = engine
  const delivery = async (subscriptionId?: string): Promise<DeliveryAnswer> => {
    const filter = subscriptionId ? `?subscriptionId=${subscriptionId}` : ''
    const { body } = await call({ url: `/v1/webhook-deliveries${filter}` })
    return (await call({ url: `/v1/webhook-deliveries/${body.data[0].id}` })).body
  }
  const waitFor = async (
    isSo: (found: DeliveryAnswer) => boolean,
    what: string,
    subscriptionId?: string
  ) => {
    let found = await delivery(subscriptionId)
    await until(
      async () => {
        found = await delivery(subscriptionId)
        return isSo(found)
      },
      { ...patience, what }
    )
    return found
  }
  return {
    ...engine,
    clock,
    delivery,
    alerts: async (subscriptionId) => {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      return body.data.filter((alert: { subjectId: string }) => alert.subjectId === subscriptionId)
    },
    subscribe: async ({ url }, { t, events = ['note.written'] } = {}) => {
      const body = { url, events }
      const answer = await call({ method: 'POST', url: '/v1/webhook-subscriptions', body })
      if (answer.status !== 201) throw new Error(answer.text)
      t?.teardown(() =>
        call({ method: 'DELETE', url: `/v1/webhook-subscriptions/${answer.body.id}` })
      )
      return answer.body
    },
    tell: (...texts) =>
      engine.engine.transaction((tx) =>
        tx.emit(
          'note.written',
          texts.map((text) => ({ id: text, text }))
        )
      ),
    attempted: (attempts, subscriptionId) =>
      waitFor((found) => found.attempts === attempts, `attempt ${attempts}`, subscriptionId),
    settled: (state, subscriptionId) =>
      waitFor((found) => found.state === state, `a delivery that is ${state}`, subscriptionId)
  }
}
