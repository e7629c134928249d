import {
  type AdapterIo,
  type ChannelClient,
  type Classification,
  callHttp,
  classifyUnknown,
  defineAdapter,
  mapEach,
  parseLossless,
  Secret
} from 'shopkeeper'
import { type Static, Type } from 'typebox'
import { toOrder, type WirePage } from './map.ts'

/*
 * Begin here. Everything that the platform cannot do stays `false` in the capabilities; what it can do is declared
 * there and written below, one promise after the other, until the conformance kit is green.
 */

const Account = Type.Object(
  {
    baseUrl: Type.String({ pattern: '^https?://', maxLength: 500 }),
    token: Secret({ description: 'Sent as a bearer token', minLength: 8 })
  },
  { additionalProperties: false }
)

/** The platform has answered, but not with what was asked for. */
class TemplateFailure extends Error {
  readonly status: number

  constructor(status: number) {
    super(`the platform answers ${status}`)
    this.status = status
  }
}

export default defineAdapter({
  platform: 'template',
  title: 'Template',
  account: Account,
  capabilities: {
    orders: {
      // Take these from the platform's documentation: a window too long is refused by it.
      pull: { by: 'window', windowMax: 'P1D', lag: 'PT1M', pageSizeMax: 50 },
      push: false
    },
    listings: false,
    stock: false,
    prices: false,
    shipments: false,
    afterSales: false,
    refunds: false,
    reviews: false,
    messages: false
  },
  connect: (account, io): ChannelClient => ({
    orders: {
      async listChanged({ slice, pageToken }) {
        const query = new URLSearchParams({ ...slice, ...(pageToken && { after: pageToken }) })
        const page = await call<WirePage>(account, io, `/orders?${query}`)
        const mapped = mapEach('orders', page.orders, toOrder, ({ id }) => id)
        return { ...mapped, next: page.next, observedUntil: null }
      }
    },
    classify
  })
})

async function call<T>(
  { baseUrl, token }: Static<typeof Account>,
  io: AdapterIo,
  path: string
): Promise<T> {
  const { status, text } = await callHttp(io, {
    operation: path.split('?')[0]!,
    method: 'GET',
    url: `${baseUrl}${path}`,
    headers: { authorization: `Bearer ${token}` }
  })
  if (status !== 200) throw new TemplateFailure(status)
  return parseLossless(text) as T
}

/** What to do about a failure, by the platform's own code. */
function classify(error: unknown): Classification {
  if (!(error instanceof TemplateFailure)) return classifyUnknown(error)
  const reason = error.message
  if (error.status === 401) return { action: 'fatal', reason: `${reason}: check the token` }
  return error.status >= 500
    ? { action: 'retry', reason }
    : { action: 'rejected', code: String(error.status), reason }
}
