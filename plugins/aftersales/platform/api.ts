/** What became of a decision that a platform was told. */
export interface PlatformSettledEvent {
  caseId: string
  decisionId: string
  action: 'agree' | 'refuse'
  /** `conflict`: the platform has changed the case since; a person has to decide anew. */
  outcome: 'done' | 'refused' | 'conflict'
  code: string | null
  reason: string | null
}

/** What an alert about a case of a platform carries. */
export interface PlatformAlertFields {
  channelId: string
  externalId: string | null
  owner: string | null
  code: string
  reason: string
}

declare module 'shopkeeper' {
  interface Events {
    'case.platform-settled': PlatformSettledEvent
  }
  interface AlertKinds {
    'aftersales.unmapped-status': PlatformAlertFields
    'aftersales.platform-refused': PlatformAlertFields
    'aftersales.platform-conflict': PlatformAlertFields
  }
  interface Jobs {
    'aftersales.catch-up': Record<never, never>
  }
}
