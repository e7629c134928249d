export const media = ['email', 'sms', 'webhook'] as const
/** How a message reaches a customer. `webhook`: another system is told, and knows how. */
export type Medium = (typeof media)[number]

/** The purpose of messages that need no consent: about an order, an account, points. Everything else is marketing. */
export const servicePurpose = 'service'

export interface CrmMessageTemplateRow {
  id: string
  /** Never changes. */
  handle: string
  /** Never changes. */
  medium: Medium
  title: string
  /** Of the consent that it needs, or `service`. */
  purpose: string
  /** JSON: `TemplateContent`. */
  content: string
  version: number
  createdAt: string
  updatedAt: string
}

/** A template as it was; kept when the template is removed, since messages were made of it. */
export interface CrmMessageTemplateVersionRow {
  templateId: string
  version: number
  title: string
  purpose: string
  content: string
  actor: string
  createdAt: string
}

export const messageStates = ['queued', 'sending', 'sent', 'skipped', 'failed'] as const
export type MessageState = (typeof messageStates)[number]

export const skipReasons = [
  'consentMissing',
  'unsubscribed',
  'capReached',
  'alreadySent',
  'addressMissing',
  'undeliverable',
  'erased',
  'expired',
  'templateRemoved'
] as const
export type SkipReason = (typeof skipReasons)[number]

export interface CrmMessageRow {
  id: string
  /** Who asks for the same again changes nothing. Unique. */
  sourceId: string
  batchId: string | null
  memberId: string
  customerId: string
  templateId: string
  /** Handle, since templates may be gone one day. */
  template: string
  /** What it was made of; null: it was not made yet. */
  templateVersion: number | null
  medium: Medium
  purpose: string
  /** JSON of the values that were given, bound to the id; null: none, or erased. */
  variables: string | null
  language: string | null
  state: MessageState
  /** Skipped: a `SkipReason`. Failed, or queued again: what the provider said, without personal data. */
  reason: string | null
  contactId: string | null
  provider: string | null
  /** What the provider calls it. */
  providerRef: string | null
  attempts: number
  notBefore: string
  /** When it is looked at next: quiet hours and refusals put it off. */
  dueAt: string
  /** When it was last taken up to be sent; the cap counts by it. */
  claimedAt: string | null
  createdAt: string
  finishedAt: string | null
}

/** One message to many: to customers by id, or to whoever is in a segment while the job goes over it. */
export interface CrmMessageBatchRow {
  id: string
  sourceId: string
  template: string
  /** Handle; null: customers by id. */
  segment: string | null
  segmentId: string | null
  /** JSON of the values, bound to the id. */
  variables: string
  notBefore: string
  actor: string
  /** The last customer that was looked at. */
  afterId: string
  queued: number
  createdAt: string
  finishedAt: string | null
}

/** How a provider fares, over all processes. */
export interface CrmMessageProviderRow {
  name: string
  /** Refusals to take anything since it last took something. */
  failures: number
  failingSince: string | null
  lastReason: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    crmMessageTemplates: CrmMessageTemplateRow
    crmMessageTemplateVersions: CrmMessageTemplateVersionRow
    crmMessages: CrmMessageRow
    crmMessageBatches: CrmMessageBatchRow
    crmMessageProviders: CrmMessageProviderRow
  }
  interface Permissions {
    'messages:read': true
    'messages:write': true
    'messages:send': true
  }
  interface Events {
    /** A provider has taken a message. */
    'message.sent': MessageTold
    /** A message was due and was not to be sent; `reason` says why. */
    'message.skipped': MessageTold & { reason: SkipReason }
    /** A message will not be sent: it was refused for good, or too often. */
    'message.failed': MessageTold & { reason: string }
    /** A template is about to be removed. Throw a defined error to veto. */
    'message-template.removed': { templateId: string; template: string }
  }
  interface AlertKinds {
    'messages.provider-failing': { provider: string; failures: number; reason: string }
  }
}

/** What everybody may know of a message. */
export interface MessageTold {
  messageId: string
  customerId: string
  /** Handle. */
  template: string
  medium: Medium
  purpose: string
}
