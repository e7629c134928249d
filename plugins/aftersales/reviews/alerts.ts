import type { AlertDefinition } from '#core/alerts/types'

export const reviewAlerts = {
  'aftersales.score-falling': {
    title: "A channel's ratings are worse than in the window before",
    severity: 'warning',
    ownerRole: 'manager'
  },
  'aftersales.reply-refused': {
    title: 'A platform has refused our answer to a review',
    severity: 'warning',
    ownerRole: 'support'
  }
} satisfies Record<string, AlertDefinition>

export const reviewEvents = {
  'review.received': 'A buyer has said something about what was bought'
}

/** Names the alert about a reply. */
export function replyAlertOf(subjectId: string) {
  return { kind: 'aftersales.reply-refused' as const, subjectType: 'review', subjectId }
}

/** Names the alert about a channel's score. */
export function scoreAlertOf(subjectId: string) {
  return { kind: 'aftersales.score-falling' as const, subjectType: 'channel', subjectId }
}
