/** What a platform can do. What is `false` the engine does not offer; asking for it anyway is `Unsupported`. */
export interface Capabilities {
  orders: OrderCapabilities
  /**
   * `asynchronous`: an accepted listing is polled by its submission until the platform has decided. `write:
   * false`: listings are read back, paused and resumed, and made on the platform itself.
   */
  listings: { write: 'immediate' | 'asynchronous' | false; batchMax: number } | false
  /** `readMax`: listings that are read back at once. Default: as many as are written. */
  stock: { write: 'absolute' | 'delta'; batchMax: number; readMax?: number } | false
  prices: { write: true; batchMax: number } | false
  shipments: { confirm: { split: ParcelSplit; batchMax: number } } | false
  /** Cases of return and refund; `agree` and `refuse` say what of them we may decide. */
  afterSales: { pull: WindowPull; agree: boolean; refuse: boolean } | false
  /** Money given back without a case of the buyer. */
  refunds: { write: true } | false
  reviews: { pull: WindowPull; reply: boolean } | false
  messages: { pull: WindowPull | false; send: boolean } | false
  /** Figures of traffic and advertising by day, listed by when they were told. Left out: none. */
  traffic?: { pull: WindowPull } | false
}

export interface OrderCapabilities {
  /**
   * `window`: a list of what changed between two instants, cut into windows the platform allows.
   * `source`: whole files or feeds, each taken once.
   */
  pull: WindowPull | { by: 'source' }
  /** A list by time of creation, for filling in the past. Default: the list of changes. */
  history?: WindowPull & {
    /** How far back it reaches, ISO 8601. */
    reach: string
  }
  /**
   * How the platform tells of changes. `webhook`: it calls us. `queue`: hints wait with it until they
   * are fetched and confirmed. Either only hastens a fetch; pulling finds what was missed.
   */
  push: { by: 'webhook' | 'queue'; topics: readonly string[] } | false
}

/** Which parts of an order may leave in a parcel of their own: whole lines, any quantity, or nothing. */
export type ParcelSplit = 'line' | 'quantity' | false

/** How a list of changes may be read. Durations are ISO 8601, such as `PT30M`. */
export interface WindowPull {
  by: 'window'
  /** Longest span of time that one list may cover. */
  windowMax: string
  /** How far behind the clock a list is complete. */
  lag: string
  /**
   * How much of what is known already is read again: for rows that appear late, and for clocks that differ.
   * Default: `lag` and six minutes.
   */
  overlap?: string
  pageSizeMax: number
  /** How far back it reaches. Default: P30D where there is a `history` too, else without an end. */
  reach?: string
  /**
   * `forward` (default): a page token stands for a place in the list, so rows that leave it move nothing.
   * `backward`: pages are counted from the start, so a row that leaves moves the ones after it. A walk then
   * begins with the last page (`pageToken: null`) and each `next` is the page before: what moves is still to come.
   */
  direction?: 'forward' | 'backward'
}
