import type { PageRequest } from '#core/channel/client'
import type { ChannelReview, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { ItemOutcome, ReviewReply } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { refusedItem } from './errors.ts'
import { toInstant } from './map/values.ts'
import { type CountedPage, readBackwards } from './pages.ts'
import { spanOf } from './span.ts'
import type { WireRate, WireRatePage } from './wire.ts'

/** Most reviews in a page. */
export const ratePageMax = 150
const replyLengthMax = 500

const operation = 'taobao.traderates.get'
const fields = 'tid,oid,num_iid,role,nick,result,created,item_title,content,reply,valid_score'
/** What buyers say of the seller, not the other way round. */
const ofBuyers = { fields, rate_type: 'get', role: 'buyer' }
const ratings: Readonly<Record<string, number>> = { good: 5, neutral: 3, bad: 1 }

/** Lists reviews by when they were written. Taobao does not tell when one changes. */
export async function listReviews(
  client: TopClient,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { start, end } = spanOf(slice)
  const readPage = async (page: number): Promise<CountedPage<WireRate>> => {
    const wire = await client.call<WireRatePage>(operation, {
      ...ofBuyers,
      start_date: start,
      end_date: end,
      page_no: page,
      page_size: ratePageMax,
      use_has_next: false
    })
    return { total: wire.total_results, rows: wire.trade_rates?.trade_rate ?? [] }
  }
  const placeOf = ({ created }: WireRate) => String(created)
  const { rows, next } = await readBackwards(
    { operation, pageSize: ratePageMax, readPage, placeOf },
    pageToken
  )
  return { ...mapEach('reviews', rows, toReview, idOf), next, observedUntil: null }
}

/** Answers a review, which can be done once: what is there already is read first. */
export async function replyToReview(
  client: TopClient,
  { reviewExternalId: oid, text }: ReviewReply
): Promise<ItemOutcome> {
  if (text.length > replyLengthMax) {
    const reason = `${oid}: a reply may have ${replyLengthMax} characters, not ${text.length}`
    return { status: 'rejected', code: 'REPLY_TOO_LONG', reason }
  }
  try {
    const wire = await client.call<WireRatePage>(operation, { ...ofBuyers, tid: oid })
    const rates = wire.trade_rates?.trade_rate ?? []
    const reply = rates.find((rate) => idOf(rate) === oid)?.reply
    if (reply === text) return { status: 'done', externalId: oid }
    if (reply) {
      const reason = `${oid}: it has been answered already`
      return { status: 'rejected', code: 'ALREADY_ANSWERED', reason, class: 'conflict' }
    }
    await client.call('taobao.traderate.explain.add', { oid, reply: text })
    return { status: 'done', externalId: oid }
  } catch (error) {
    const refused = refusedItem(error)
    if (refused === null) throw error
    return refused
  }
}

function idOf({ oid }: WireRate): string {
  if (oid === undefined || oid === null) throw new TypeError('a review without a sub order')
  return String(oid)
}

function toReview(wire: WireRate): ChannelReview {
  return {
    kind: 'review',
    externalId: idOf(wire),
    orderExternalId: wire.tid === undefined ? null : String(wire.tid),
    externalListingId: wire.num_iid === undefined ? null : String(wire.num_iid),
    rating: ratings[wire.result] ?? null,
    text: wire.content ?? '',
    reply: wire.reply || null,
    modifiedAt: toInstant(wire.created),
    body: { ...wire }
  }
}
