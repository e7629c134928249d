import type { PageRequest } from '#core/channel/client'
import type { DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { TopClient } from './client.ts'
import { isMissing } from './errors.ts'
import { refundIdOf, toAfterSale } from './map/refund.ts'
import { type CountedPage, readBackwards } from './pages.ts'
import { spanOf } from './span.ts'
import type { WireRefund, WireRefundPage } from './wire.ts'

/** Most refunds in a page. */
export const refundPageMax = 100

const operation = 'taobao.refunds.receive.get'
const fields = [
  ...['refund_id', 'tid', 'oid', 'title', 'num', 'total_fee', 'refund_fee', 'payment', 'status'],
  ...['created', 'modified', 'order_status', 'good_status', 'has_good_return', 'reason', 'desc'],
  ...['company_name', 'sid', 'refund_phase', 'refund_version', 'operation_contraint'],
  ...['outer_id', 'sku', 'dispute_type', 'buyer_open_uid']
].join()

/** What only a single refund tells: until when we have to act, and whether Taobao itself looks at it. */
const detailFields = [...fields.replace(',buyer_open_uid', '').split(','), 'cs_status']
  .concat('refund_remind_timeout')
  .join()

/** Where somebody's time runs that matters to us; the list does not tell how long. */
const timed = new Set(['WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS', 'SELLER_REFUSE_BUYER'])

/** Lists refunds that changed, those that wait for us with what only a single one tells. */
export async function listAfterSales(
  client: TopClient,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { start, end } = spanOf(slice)
  const readPage = async (page: number): Promise<CountedPage<WireRefund>> => {
    const wire = await client.call<WireRefundPage>(operation, {
      fields,
      type: client.account.tradeTypes.join(),
      start_modified: start,
      end_modified: end,
      page_no: page,
      page_size: refundPageMax,
      use_has_next: false
    })
    return { total: wire.total_results, rows: wire.refunds?.refund ?? [] }
  }
  const placeOf = ({ modified }: WireRefund) => String(modified)
  const { rows, next } = await readBackwards(
    { operation, pageSize: refundPageMax, readPage, placeOf },
    pageToken
  )
  const whole: WireRefund[] = []
  for (const row of rows) whole.push(timed.has(row.status) ? await inDetail(client, row) : row)
  return { ...mapEach('refunds', whole, toAfterSale, refundIdOf), next, observedUntil: null }
}

/** A listed refund with its details, unless it has changed since: it is listed again then. */
async function inDetail(client: TopClient, row: WireRefund): Promise<WireRefund> {
  const read = await readRefund(client, String(row.refund_id))
  if (read === null || read.modified !== row.modified) return row
  const { cs_status, refund_remind_timeout } = read
  return {
    ...row,
    ...(cs_status !== undefined && { cs_status }),
    ...(refund_remind_timeout !== undefined && { refund_remind_timeout })
  }
}

/** Reads a refund as it is now; null when the shop does not have it. */
export async function readRefund(client: TopClient, id: string): Promise<WireRefund | null> {
  try {
    const wire = await client.call<{ refund?: WireRefund }>('taobao.refund.get', {
      fields: detailFields,
      refund_id: id
    })
    return wire.refund ?? null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
