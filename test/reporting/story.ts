import type { ChannelOrder } from 'shopkeeper'
import type { Test } from 'tap'
import type { Role } from '#core/access/roles'
import { type ManualClock, manualClock } from '#core/time'
import type { DatabaseKind, TestEngineOptions } from '../harness.ts'
import { buildShop, channelOrder, line, type Shop } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'

/** Monday morning in Shanghai: last week is March 2 to 8. */
export const mondayMorning = '2026-03-09T01:00:00.000Z'
export const lastWeek = { from: '2026-03-02', to: '2026-03-08' }

/** What a product may be called, and must not do. */
export const evilTitle = `Mug <script>document.title='owned'</script> & "co"`

export interface Story extends Shop {
  clock: ManualClock
  /** Posts as somebody; fails unless it is answered with this status. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  post(url: string, body: unknown, status?: number, as?: Role): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  get(url: string, as?: Role): Promise<any>
  /** Does a job of this name, now. */
  run(name: string, payload?: object, more?: { attempt?: number }): Promise<void>
  /** An order of a channel on a day of March, in the morning. */
  sell(channelId: string, day: string, sku: string, units: number): Promise<void>
}

let numbers = 0

/** A shop in Shanghai with a clock that stands still, and reporting with these options. */
export async function buildStory(
  test: Test,
  kind: DatabaseKind,
  {
    now = mondayMorning,
    reporting = {},
    stock = { MUG: 500, CUP: 40, OLD: 90 },
    ...options
  }: TestEngineOptions & {
    now?: string
    reporting?: Record<string, unknown>
    stock?: Record<string, number>
  } = {}
): Promise<Story> {
  const clock = manualClock(now)
  const shop = await buildShop(test, kind, stock, {
    clock,
    ...options,
    morePlugins: ['webhooks', { use: 'reporting', options: reporting }],
    config: {
      shop: { name: '青禾杯具', zone: 'Asia/Shanghai', currency: 'CNY' },
      encryptionKey: Buffer.alloc(32, 7).toString('base64')
    }
  })
  const { engine, call } = shop
  return {
    ...shop,
    clock,
    async post(url, body, status = 201, as = 'owner') {
      const answer = await call({ method: 'POST', url: `/v1${url}`, body, as })
      if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`)
      return answer.body
    },
    get: async (url, as = 'owner') => (await call({ url: `/v1${url}`, as })).body,
    run: (name, payload, given) => runJob(engine, name, payload, given),
    async sell(channelId, day, sku, units) {
      await shop.intake([orderOn(day, sku, units)], { channelId })
    }
  }
}

function orderOn(day: string, sku: string, units: number): ChannelOrder {
  numbers++
  const placedAt = `${day}T02:00:00.000Z`
  const buyer = { externalId: `b${numbers}`, name: 'Li Lei', phone: '13800138000' }
  const more = { buyer, placedAt, modifiedAt: placedAt }
  return channelOrder(`o${numbers}`, 0, [line(sku, units)], more)
}

/** Two weeks of sales on two channels: the second sells less on one of them, and fewer of its visitors buy. */
export async function sellTwoWeeks(shop: Story): Promise<void> {
  const orders: Record<string, ChannelOrder[]> = { taobao: [], douyin: [] }
  const traffic: object[] = []
  for (let index = 0; index < 14; index++) {
    const day = new Date(Date.UTC(2026, 1, 23 + index)).toISOString().slice(0, 10)
    const isLate = index >= 7
    const counts = { taobao: isLate ? 4 : 7, douyin: isLate ? 4 : 3 }
    for (const [channelId, count] of Object.entries(counts)) {
      for (let number = 0; number < count + (index % 3); number++) {
        orders[channelId]!.push(orderOn(day, number % 3 === 0 ? 'CUP' : 'MUG', 1 + (number % 2)))
      }
      traffic.push({ channelId, dayOn: day, visitors: 200 + index * 3, adCostMinor: 1500 })
    }
  }
  for (const [channelId, documents] of Object.entries(orders)) {
    await shop.intake(documents, { channelId })
  }
  await shop.post('/traffic/batch', { items: traffic }, 200)
}
