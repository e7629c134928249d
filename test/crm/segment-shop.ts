import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, DatabaseKind } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

/** Noon of a day in Shanghai. */
export const day = (on: string) => `${on}T04:00:00.000Z`

/** A shop with words for segments; what they tell is gathered. */
export interface SegmentShop extends CrmShop {
  clock: ManualClock
  told: string[]
  segment(handle: string, rule?: object): Promise<Answer['body']>
  /** Goes over a segment, or over all as once a day. */
  refresh(segmentId?: string | null): Promise<void>
  /** Buyers in a segment, by the channel's names. */
  membersOf(handle: string): Promise<string[]>
  preview(rule: object): Promise<string[]>
}

/** Opens such a shop on 15 June 2026, or makes one of another. */
export async function openSegmentShop(
  test: Test,
  kind: DatabaseKind,
  built?: CrmShop & { clock: ManualClock }
) {
  const clock = built?.clock ?? manualClock(day('2026-06-15'))
  const shop =
    built ??
    (await buildCrmShop(test, kind, {
      clock,
      config: { shop: { zone: 'Asia/Shanghai', currency: 'CNY' } }
    }))
  const { engine } = shop
  const told: string[] = []
  const nameOf = async (customerIds: readonly string[]) => {
    const rows = await engine.db
      .selectFrom('customerIdentities')
      .select(['customerId', 'externalId'])
      .execute()
    const names = new Map(rows.map((row) => [row.customerId, row.externalId]))
    return customerIds.map((id) => names.get(id) ?? id).sort()
  }
  engine.registrations.observers.push(async (_tx, event, batch) => {
    if (event !== 'segment.entered' && event !== 'segment.left') return
    for (const { segment } of batch as { segment: string }[]) told.push(`${event} ${segment}`)
  })
  const words: SegmentShop = {
    ...shop,
    clock,
    told,
    async segment(handle, rule) {
      const body = { handle, title: handle, ...(rule ? { rule } : { kind: 'static' }) }
      const made = await shop.post('/segments', body)
      if (made.status !== 201) throw new Error(made.text)
      if (rule) await words.refresh(made.body.id)
      return made.body
    },
    refresh: (segmentId = null) => runJob(engine, 'crm.refresh-segments', { segmentId }),
    async membersOf(handle) {
      const rows = await engine.db
        .selectFrom('crmSegmentMembers')
        .innerJoin('crmSegments', 'crmSegments.id', 'crmSegmentMembers.segmentId')
        .select('customerId')
        .where('handle', '=', handle)
        .execute()
      return nameOf(rows.map(({ customerId }) => customerId))
    },
    async preview(rule) {
      const { status, body, text } = await shop.post('/segments/preview', { rule, sample: 100 })
      if (status !== 200) throw new Error(text)
      if (body.size !== body.customerIds.length) throw new Error(text)
      return nameOf(body.customerIds)
    }
  }
  return words
}

/** A customer that the test channel calls so. */
export const known = (externalId: string, more: object = {}) => ({
  identities: [{ channelId: 'chn_test', externalId }],
  ...more
})

/** Ann, Bob and Cy, who differ in everything; and Dee, of whom nothing is known. */
export async function fill(shop: SegmentShop) {
  const ann = await shop.customer(
    known('ann', {
      ...{ country: 'CN', language: 'zh-CN', birthOn: '1990-06-20', tags: ['vip'] },
      attributes: { size: 'M', score: 4.5, nice: true, note: '1' }
    })
  )
  const bob = await shop.customer(
    known('bob', {
      ...{ country: 'DE', birthOn: '1992-02-29', tags: ['vip', 'b2b'] },
      attributes: { size: 'L', score: 2, nice: false, note: 1 }
    })
  )
  const cy = await shop.customer(known('cy'))
  const dee = await shop.customer(known('dee'))
  await shop.post(`/customers/${ann.id}/consents`, {
    ...{ purpose: 'marketing.email', source: 'form', textVersion: '1' }
  })
  await shop.post(`/customers/${bob.id}/consents`, {
    ...{ purpose: 'marketing.email', status: 'withdrawn', source: 'form' }
  })
  await shop.intake([
    orderOf('1', { externalId: 'ann' }, { units: 2, placedAt: day('2026-06-01') }),
    orderOf('2', { externalId: 'ann' }, { units: 3, placedAt: day('2026-06-10') }),
    orderOf('3', { externalId: 'bob' }, { units: 1, placedAt: day('2026-03-01') }),
    orderOf('4', { externalId: 'cy' }, { placedAt: day('2026-06-14'), currency: 'USD' })
  ])
  return { ann, bob, cy, dee }
}
