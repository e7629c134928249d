import type { PageRequest } from '#core/channel/client'
import type { ChannelReview, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { WooClient } from './client.ts'
import { toInstant } from './map/order.ts'
import { pageBackward, spanOf } from './pages.ts'
import type { WireReview } from './wire.ts'

/**
 * Lists reviews by when they were written, those that wait for approval too: the shop keeps no time
 * of change. The times it compares are its own, so ours name their zone for it to turn them.
 */
export async function listReviews(client: WooClient, request: PageRequest): Promise<DocumentPage> {
  const { after, before } = spanOf(request)
  const page = await pageBackward<WireReview>(
    client,
    {
      operation: 'listReviews',
      path: 'products/reviews',
      query: { after: `${after}Z`, before: `${before}Z`, status: 'all' }
    },
    request.pageToken === null ? null : Number(request.pageToken)
  )
  return {
    ...mapEach('reviews', page.rows, toReview, ({ id }) => String(id)),
    next: page.before === null ? null : String(page.before),
    observedUntil: null
  }
}

function toReview(wire: WireReview): ChannelReview {
  const { rating } = wire
  return {
    kind: 'review',
    externalId: String(wire.id),
    orderExternalId: null,
    externalListingId: wire.product_id > 0 ? String(wire.product_id) : null,
    rating: rating >= 1 && rating <= 5 ? rating : null,
    text: textOf(wire.review),
    reply: null,
    modifiedAt: toInstant(wire.date_created_gmt),
    body: { ...wire }
  }
}

/** The words of a text that the shop has put into paragraphs. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, '').trim()
}
