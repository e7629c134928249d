import type { ChannelOrder } from 'shopkeeper'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, DatabaseKind } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

/** A shop with a membership programme and a clock that is told when to move. */
export interface MemberShop extends CrmShop {
  clock: ManualClock
  put(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Lets a job of membership run once, at the time it is. */
  run(job: 'end-terms' | 'review-members' | 'expire-points' | 'grant-gifts'): Promise<void>
  /** Takes an order of so many minor units, placed now. Returns its buyer's customer. */
  buy(
    externalId: string,
    buyer: string,
    amountMinor: number,
    more?: Partial<ChannelOrder>
  ): Promise<string>
  /** Lets the channel take the order back. */
  cancel(externalId: string, buyer: string, amountMinor: number): Promise<void>
  /** Handle of the customer's tier, as other plugins hear of it. */
  tierOf(customerId: string): Promise<string | null>
  balanceOf(customerId: string): Promise<number>
  /** What customers were told of by an event, in order. */
  told: { event: string; batch: readonly unknown[] }[]
}

/** Rules that a test changes in part. */
export function ruleOf(
  more: Record<string, unknown> = {},
  points: Record<string, unknown> = {}
): Record<string, unknown> {
  return {
    title: 'Club',
    currency: 'CNY',
    qualifyMonths: 12,
    ...more,
    points: {
      rates: [{ currency: 'CNY', points: 1, perMinor: 100 }],
      spendRates: [{ currency: 'CNY', points: 100, perMinor: 1000 }],
      startsAt: '2026-01-01T00:00:00.000Z',
      expireAfterMonths: 12,
      ...points
    }
  }
}

/** Base on joining, silver by 100.00 and kept by 50.00, gold by 500.00 and kept by 300.00, black for money. */
export const tiers = [
  { handle: 'base', title: 'Base', level: 1, threshold: 0 },
  { handle: 'silver', title: 'Silver', level: 2, threshold: 10_000, keep: 5_000, termMonths: 12 },
  {
    handle: 'gold',
    title: 'Gold',
    level: 3,
    threshold: 50_000,
    keep: 30_000,
    termMonths: 12,
    benefits: {
      pointsMultiplierBps: 15_000,
      birthday: { points: 200, benefit: 'cake' },
      anniversary: { points: 50 }
    }
  },
  { handle: 'black', title: 'Black', level: 4, kind: 'paid', termMonths: 1 }
]

/** It is noon of 1 March 2026 in Shanghai. */
export async function buildMemberShop(
  test: Test,
  kind: DatabaseKind,
  rule: Record<string, unknown> = ruleOf()
): Promise<MemberShop> {
  const clock = manualClock('2026-03-01T04:00:00.000Z')
  const built = await buildCrmShop(test, kind, { clock })
  const { engine, call } = built
  const told: MemberShop['told'] = []
  engine.registrations.observers.push(async (_tx, event, batch) => {
    told.push({ event, batch })
  })
  let minute = 0
  const order = (externalId: string, buyer: string, amountMinor: number, more = {}) => {
    minute++
    const units = Math.ceil(amountMinor / 1000)
    return orderOf(
      externalId,
      { externalId: buyer },
      {
        ...{ units, discountMinor: units * 1000 - amountMinor, totalMinor: amountMinor },
        ...{ paidMinor: amountMinor, placedAt: clock.now() },
        modifiedAt: new Date(clock.ms() + minute * 1000).toISOString(),
        ...more
      }
    )
  }
  const shop: MemberShop = {
    ...built,
    clock,
    told,
    put: (url, body, headers = {}) => call({ method: 'PUT', url: `/v1${url}`, body, headers }),
    run: (job) => runJob(engine, `membership.${job}`),
    async buy(externalId, buyer, amountMinor, more = {}) {
      await shop.intake([order(externalId, buyer, amountMinor, more)])
      return (await shop.customerOf(buyer)).id
    },
    async cancel(externalId, buyer, amountMinor) {
      await shop.intake([order(externalId, buyer, amountMinor, { status: 'canceled' })])
    },
    async tierOf(customerId) {
      const summaries = await engine.use('crm').summaries(engine.db, [customerId])
      return summaries.get(customerId)!.tier
    },
    async balanceOf(customerId) {
      return (await call({ url: `/v1/membership/members/${customerId}/points` })).body.balance
    }
  }
  const made = [await shop.put('/membership/programme', rule)]
  for (const tier of tiers) made.push(await shop.post('/membership/tiers', tier))
  for (const { status, text } of made) if (status >= 300) throw new Error(text)
  return shop
}
