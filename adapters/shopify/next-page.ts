import { ShopifyRefusal } from './errors.ts'
import type { WirePageInfo } from './wire.ts'

/** What a list goes on with; null: it has ended. Errors: ShopifyRefusal when there is more, but it does not say where. */
export function nextPage({ hasNextPage, endCursor }: WirePageInfo): string | null {
  if (!hasNextPage) return null
  if (endCursor) return endCursor
  throw new ShopifyRefusal('UNREADABLE', 'a page that is not the last, without a cursor')
}
