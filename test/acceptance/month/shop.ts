import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  until
} from '../../harness.ts'

/** An e-mail of the outbox. */
export interface Mail {
  to: string
  subject: string
  text: string
}

/** A row of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Row = any

/** A shop in Shanghai with all plugins and its jobs at work, in words of who runs it. */
export interface Month extends TestEngine {
  clock: ManualClock
  /** Ids of customers by the name before the @ of their address. */
  people: Map<string, string>
  /** Ids of what was written, by handle. */
  ids: Map<string, string>
  /** Lets time pass until then, once all that was due before is done; what is due by then is done too. */
  arrive(instant: string): Promise<void>
  /** Waits until no job is due. */
  settle(): Promise<void>
  send(method: 'POST' | 'PUT' | 'PATCH', url: string, body?: unknown): Promise<Answer>
  /** Writes something; fails when it is refused. */
  post(url: string, body?: unknown): Promise<Row>
  get(url: string): Promise<Row>
  /** Every row of a list, page by page. */
  all(url: string): Promise<Row[]>
  /** Places an order of units by SKU for somebody, under a key of its own. */
  order(
    name: string,
    lines: Record<string, number>,
    more?: Record<string, unknown>
  ): Promise<Answer>
  /** Places an order and pays it; returns it as it is then. */
  buy(name: string, lines: Record<string, number>, more?: Record<string, unknown>): Promise<Row>
  mails(): Mail[]
}

/** An instant by the clock of the shop, as `02-09 10:00`; the year has no 29 February. */
export function at(time: string): string {
  return new Date(`2027-${time.replace(' ', 'T')}:00.000+08:00`).toISOString()
}

export function addressOf(name: string): string {
  return `${name}@example.com`
}

/** Opens it on the morning of Monday, 1 February 2027. */
export async function openMonth(t: Test, kind: DatabaseKind): Promise<Month> {
  const clock = manualClock(at('02-01 09:00'))
  const folder = mkdtempSync(join(tmpdir(), 'month-outbox-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const messages = {
    publicUrl: 'https://shop.example/',
    outbox: { folder },
    quietHours: { from: '21:00', to: '09:00' }
  }
  const built = await buildTestEngine(
    t,
    kind,
    {
      shop: { name: 'Tea house', zone: 'Asia/Shanghai', currency: 'CNY' },
      encryptionKey: Buffer.alloc(32, 9).toString('base64'),
      plugins: [
        'catalog',
        'inventory',
        'orders',
        { use: 'promotions', options: { flashWaitingMax: 2000 } },
        'channels',
        { use: 'crm', options: { messages } },
        'webhooks'
      ],
      // All that the story does it does at a handful of instants: a thousand buyers at once wait for ten connections.
      http: { rateLimitPerMinute: 1_000_000 },
      database: { waitMs: 60_000 }
    },
    { clock, start: true }
  )
  return withWords({ ...built, clock }, folder)
}

function withWords(built: TestEngine & { clock: ManualClock }, folder: string): Month {
  const { call, engine, clock } = built
  let keys = 0
  const whole = ({ status, text, body }: Answer, what: string): Row => {
    if (status >= 300) throw new Error(`${what}: ${status} ${text}`)
    return body
  }
  const month: Month = {
    ...built,
    people: new Map(),
    ids: new Map(),
    send: (method, url, body) => {
      keys++
      const headers = { 'idempotency-key': `month-${keys}` }
      return call({ method, url: `/v1${url}`, headers, ...(body !== undefined && { body }) })
    },
    post: async (url, body) => whole(await month.send('POST', url, body), url),
    get: async (url) => whole(await call({ url: `/v1${url}` }), url),
    async all(url) {
      const rows: Row[] = []
      for (let after = ''; ; ) {
        const sign = url.includes('?') ? '&' : '?'
        const page = await month.get(`${url}${sign}limit=100${after}`)
        rows.push(...page.data)
        if (page.next === null) return rows
        after = `&after=${encodeURIComponent(page.next)}`
      }
    },
    order: (name, lines, more = {}) =>
      month.send('POST', '/orders', {
        lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
        buyer: { email: addressOf(name) },
        ...more
      }),
    async buy(name, lines, more) {
      const { id } = whole(await month.order(name, lines, more), `order of ${name}`)
      return month.post(`/orders/${id}/confirm-payment`, { method: 'card' })
    },
    async settle() {
      const isIdle = async () => {
        const now = clock.now()
        const ticks = await engine.db.selectFrom('schedules').select('nextAt').execute()
        if (ticks.some(({ nextAt }) => nextAt <= now)) return false
        const jobs = await engine.db.selectFrom('jobs').selectAll().execute()
        const failed = jobs.find(({ error, state }) => error !== null || state === 'dead')
        if (failed) throw new Error(`a job failed: ${JSON.stringify(failed)}`)
        return jobs.every(({ state, runAt }) => state === 'delayed' && runAt > now)
      }
      await until(isIdle, { what: `the jobs of ${clock.now()}` })
    },
    async arrive(instant) {
      await month.settle()
      clock.set(instant)
      await month.settle()
    },
    mails: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .sort()
        .map((name) => readMail(readFileSync(join(folder, name), 'utf8')))
  }
  return month
}

function readMail(raw: string): Mail {
  const [head = '', ...body] = raw.replace(/=\r\n/g, '').split('\r\n\r\n')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim() ?? ''
  const text = body.join('\n').replace(/=([0-9A-F]{2})/g, (_, code) => {
    return String.fromCharCode(Number.parseInt(code, 16))
  })
  return { to: header('To'), subject: header('Subject'), text }
}
