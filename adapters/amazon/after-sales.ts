import type { PageRequest } from '#core/channel/client'
import type { DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { AmazonClient } from './client.ts'
import { returnStatuses, toAfterSale } from './map/return.ts'
import { apiVersions } from './version.ts'
import type { WireReturnPage } from './wire.ts'

/** Most returns in a page. */
export const returnPageMax = 100

const statuses = Object.keys(returnStatuses)

/**
 * Lists returns that changed. Amazon lists changes of one location in one status at a time, so a
 * walk goes through all of them: a page token is the number of the list, and Amazon's own token in
 * it. A return that changes its status on the way is newer than the slice, and comes with the next
 * one.
 */
export async function listAfterSales(
  client: AmazonClient,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { returnLocationIds } = client.account
  const [number, nextToken] = pageToken === null ? [0, ''] : splitToken(pageToken)
  const page = await client.call<WireReturnPage>({
    operation: 'listReturns',
    method: 'GET',
    path: ['externalFulfillment', apiVersions.returns, 'returns'],
    query: {
      returnLocationId: returnLocationIds[Math.floor(number / statuses.length)]!,
      status: statuses[number % statuses.length]!,
      lastUpdatedSince: slice.since,
      lastUpdatedUntil: slice.until,
      maxResults: returnPageMax,
      nextToken: nextToken || null
    }
  })
  const isLastList = number + 1 >= returnLocationIds.length * statuses.length
  const next = page.nextToken ? `${number}:${page.nextToken}` : isLastList ? null : `${number + 1}:`
  return {
    ...mapEach('returns', page.returns ?? [], toAfterSale, ({ id }) => id),
    next,
    observedUntil: null
  }
}

function splitToken(token: string): [number, string] {
  const at = token.indexOf(':')
  return [Number(token.slice(0, at)), token.slice(at + 1)]
}
