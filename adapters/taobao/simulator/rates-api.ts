import { instantMs } from '#core/time'
import { toInstant, toTime } from '../map/values.ts'
import type { WireRate } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid, refused } from './refusal.ts'
import { pageOf, type TopRequest } from './request.ts'

const pageMax = 150
const pagesMax = 200
const answerWithinMs = 30 * 24 * 3_600_000
const replyLengthMax = 500
const firstOid = 2_900_000_000_000_000_003n

/** What buyers have written; the platform has no other reviews for us. */
export function addRate({ rates, shelf, clock }: Market, sku: string): { externalId: string } {
  const oid = String(firstOid + BigInt(rates.size) * 10n)
  rates.set(oid, {
    tid: oid,
    oid,
    num_iid: shelf.idsOf(sku)?.num_iid ?? '599000000001',
    result: 'good',
    content: '很好',
    reply: '',
    created: toTime(clock.now())
  })
  return { externalId: oid }
}

export function listRates({ rates }: Market, request: TopRequest): object {
  if (request.text('rate_type') !== 'get' || request.text('role') !== 'buyer') {
    return { total_results: 0 }
  }
  request.integer('page_no', { min: 1, max: pagesMax, default: 1 })
  const { tid, start_date, end_date } = request.fields
  if (tid !== undefined) request.id('tid')
  if (start_date !== undefined) request.time('start_date')
  if (end_date !== undefined) request.time('end_date')
  const isMeant = (rate: WireRate) =>
    (tid === undefined || [rate.tid, rate.oid].includes(tid)) &&
    (start_date === undefined || rate.created >= start_date) &&
    (end_date === undefined || rate.created <= end_date)
  const rows = [...rates.values()]
    .filter(isMeant)
    .sort((a, b) => (`${a.created}${a.oid}` < `${b.created}${b.oid}` ? 1 : -1))
  const { page, counted } = pageOf(request, rows, pageMax)
  return { ...counted, trade_rates: { trade_rate: page.map((row) => request.pick(row)) } }
}

/** Answers a review, once. */
export function explainRate({ rates, clock }: Market, request: TopRequest): object {
  const rate = rates.get(request.id('oid'))
  const reply = request.text('reply')
  if (!rate) throw refused('trade-rate-not-exist', 'there is no review of it')
  if (reply.length > replyLengthMax) throw invalid('reply')
  const ageMs = clock.ms() - instantMs(toInstant(rate.created))
  if (rate.reply || ageMs > answerWithinMs) {
    throw refused('trade-rate-explain-error', 'it has been answered, or it is too old')
  }
  rate.reply = reply
  return { is_success: true }
}
