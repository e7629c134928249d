import type { ContactKind } from '#core/personal/contact-keys'

/*
 * Customers form trees: who is merged hangs under the customer it was merged into. Everything that belongs to a person names
 * the customer it came with (`memberId`, never changed) and the one it is reckoned to now (`customerId`, the root of the
 * tree), so that a merge is undone by looking at who hangs where.
 */

export const customerStates = ['active', 'merged', 'erased'] as const
export type CustomerState = (typeof customerStates)[number]

export interface CustomerRow {
  id: string
  state: CustomerState
  /** The customer it was merged into; null: it stands for itself. */
  mergedInto: string | null
  mergedAt: string | null
  /** The root of its tree: itself unless merged. */
  livingId: string
  /** Sealed, bound to the id. */
  name: string | null
  /** YYYY-MM-DD; personal. */
  birthOn: string | null
  /** BCP 47. */
  language: string | null
  /** IANA zone: quiet hours are kept in it. */
  zone: string | null
  /** As the orders write it, ISO 3166-1 where they do. */
  country: string | null
  /** JSON: a flat object of texts, numbers and booleans; the shop's own, for segments. Not for personal data. */
  attributes: string
  version: number
  createdAt: string
  updatedAt: string
}

/** How a channel knows a customer. Unique by channel and external id. */
export interface CustomerIdentityRow {
  channelId: string
  externalId: string
  memberId: string
  customerId: string
  createdAt: string
}

/** A way to reach a customer. Unique by its blind index. */
export interface CustomerContactRow {
  id: string
  memberId: string
  customerId: string
  kind: ContactKind
  /** The normalized contact; bound to the row's id. */
  sealed: string
  blindIndex: string
  /** When a message to it was refused for good; null: never. One that is added again is a new row. */
  undeliverableAt: string | null
  createdAt: string
}

export interface CustomerAddressRow {
  id: string
  memberId: string
  customerId: string
  label: string | null
  /** JSON of the address; bound to the row's id. */
  sealed: string
  country: string
  createdAt: string
  updatedAt: string
}

export interface CustomerNoteRow {
  id: string
  memberId: string
  customerId: string
  /** Bound to the row's id: people write personal things. */
  sealed: string
  actor: string
  createdAt: string
}

export interface CustomerTagRow {
  memberId: string
  customerId: string
  tag: string
  createdAt: string
}

export const consentStatuses = ['granted', 'withdrawn'] as const
export type ConsentStatus = (typeof consentStatuses)[number]

/** What a person has said about a purpose, with its proof. Append-only. */
export interface CustomerConsentEventRow {
  id: string
  memberId: string
  purpose: string
  status: ConsentStatus
  /** Where it was said: `checkout`, `import` … */
  source: string
  /** Version of the text that was shown. */
  textVersion: string | null
  /** Bound to the row's id. */
  sealedIp: string | null
  actor: string
  /** When it was said. */
  at: string
  createdAt: string
}

/** What holds for a customer now, the customers merged into it included: whoever has withdrawn wins. */
export interface CustomerConsentRow {
  customerId: string
  purpose: string
  status: ConsentStatus
  at: string
}

/** Something that happened to a customer. Append-only; without personal data. */
export interface CustomerTimelineRow {
  id: string
  memberId: string
  customerId: string
  at: string
  actor: string
  /** `order.placed`, `note.added`, `merged`, `tier.changed`, `message.sent` … */
  kind: string
  /** JSON. */
  detail: string
}

/**
 * What an order contributes to its customer; replaced when the order changes. An order that does not count (canceled,
 * closed) has `counts` 0 and zeros.
 */
export interface CrmOrderFactRow {
  orderId: string
  memberId: string
  customerId: string
  channelId: string
  currency: string
  counts: number
  /** 1, or 0 for what was split from another order and for what does not count. */
  orders: number
  /** The order lines at sale, without shipping and added tax. */
  grossMinor: number
  /** Gross less discounts of the order and refunds. */
  netMinor: number
  units: number
  placedAt: string
  /** The order that it was split from; null: it is an order of its own. */
  splitFrom: string | null
}

/** The sum of a customer's order facts in one currency. */
export interface CustomerTotalRow {
  customerId: string
  currency: string
  orders: number
  grossMinor: number
  netMinor: number
  units: number
  /** Of the orders that count; null: none does. */
  firstOrderAt: string | null
  lastOrderAt: string | null
}

/** An attribute of a customer that is a date; kept with the attributes, so that it is found by its day. */
export interface CustomerDateRow {
  customerId: string
  name: string
  /** YYYY-MM-DD. */
  dateOn: string
}

declare module 'shopkeeper' {
  interface Tables {
    customerDates: CustomerDateRow
    customers: CustomerRow
    customerIdentities: CustomerIdentityRow
    customerContacts: CustomerContactRow
    customerAddresses: CustomerAddressRow
    customerNotes: CustomerNoteRow
    customerTags: CustomerTagRow
    customerConsentEvents: CustomerConsentEventRow
    customerConsents: CustomerConsentRow
    customerTimeline: CustomerTimelineRow
    crmOrderFacts: CrmOrderFactRow
    customerTotals: CustomerTotalRow
  }
}
