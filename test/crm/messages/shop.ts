import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { CrmMessageRow, MessageRequest } from '#plugins/crm'
import type { DatabaseKind, TestEngineOptions } from '../../harness.ts'
import { runJob } from '../../run-job.ts'
import { buildCrmShop, type CrmShop } from '../shop.ts'

/** A shop that sends messages, and a clock that is told when to move. */
export interface MessageShop extends CrmShop {
  clock: ManualClock
  /** Writes a template; fails when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  template(body?: Record<string, unknown>): Promise<any>
  /** Makes a customer that has agreed to marketing by e-mail. */
  subscriber(email: string, more?: Record<string, unknown>): Promise<string>
  /** Queues messages as another area does. */
  request(...requests: (Partial<MessageRequest> & { customerId: string })[]): Promise<void>
  /** Lets the job of each message that waits run once. Returns the codes of what it threw. */
  work(attempt?: number): Promise<string[]>
  messages(): Promise<CrmMessageRow[]>
  /** State and reason of every message, oldest first. */
  fates(): Promise<string[]>
  /** Names of the files in the outbox. */
  outbox(): string[]
  /** A file of the outbox. */
  file(name: string): string
}

export const newsletter = {
  handle: 'news',
  medium: 'email',
  title: 'News',
  purpose: 'marketing.email',
  language: 'en',
  subject: 'Hello {{customer.name}}',
  text: 'Dear {{customer.name}}, news. Out: {{unsubscribe.url}}'
}

export const receipt = {
  ...newsletter,
  ...{ handle: 'receipt', title: 'Receipt', purpose: 'service' },
  ...{ subject: 'Thanks', text: 'Thanks for {{orderNumber}}', variables: [{ name: 'orderNumber' }] }
}

/** It is noon of 1 March 2026 in Shanghai. Everything goes to the outbox unless `messages` says otherwise. */
export async function buildMessageShop(
  test: Test,
  kind: DatabaseKind,
  { messages = {}, ...options }: TestEngineOptions & { messages?: Record<string, unknown> } = {}
): Promise<MessageShop> {
  const clock = manualClock('2026-03-01T04:00:00.000Z')
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-outbox-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const crm = {
    messages: { publicUrl: 'https://shop.example/', outbox: { folder }, ...messages }
  }
  const built = await buildCrmShop(test, kind, { clock, crm, ...options })
  const { engine } = built
  let sources = 0
  const shop: MessageShop = {
    ...built,
    clock,
    async template(body = {}) {
      const made = await shop.post('/message-templates', { ...newsletter, ...body })
      if (made.status !== 201) throw new Error(made.text)
      return made.body
    },
    async subscriber(email, more = {}) {
      const { id } = await shop.customer({ name: 'Ann', emails: [email], ...more })
      const consent = { purpose: 'marketing.email', source: 'checkout', textVersion: '1' }
      const said = await shop.post(`/customers/${id}/consents`, consent)
      if (said.status !== 201) throw new Error(said.text)
      return id
    },
    async request(...requests) {
      await engine.transaction((tx) =>
        engine.use('crm').messages.request(
          tx,
          requests.map((request) => ({
            ...{ template: 'news', variables: {}, notBefore: null },
            sourceId: `test:${++sources}`,
            ...request
          }))
        )
      )
    },
    async work(attempt = 1) {
      const codes: string[] = []
      for (const { id: messageId, medium, state } of await shop.messages()) {
        if (state !== 'queued' && state !== 'sending') continue
        const payload = { messageId, medium }
        await runJob(engine, 'messages.send', payload, { attempt }).catch((error) =>
          codes.push(error.code ?? String(error))
        )
      }
      return codes
    },
    messages: () => engine.db.selectFrom('crmMessages').selectAll().orderBy('id').execute(),
    async fates() {
      const rows = await shop.messages()
      return rows.map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`))
    },
    // A file that is not whole yet has another ending.
    outbox: () =>
      readdirSync(folder)
        .filter((name) => /\.(eml|json)$/.test(name))
        .sort(),
    file: (name) => readFileSync(join(folder, name), 'utf8')
  }
  return shop
}
