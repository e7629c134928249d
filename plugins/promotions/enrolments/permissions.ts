import type { PermissionDefinition } from '#core/access/roles'
import type { AlertDefinition } from '#core/alerts/types'

/** Who may do what with enrolments. What tells of cost is for those with `catalog:cost` besides. */
export const enrolmentPermissions = {
  'enrolments:read': {
    title: "See platforms' events and enrolments in them",
    roles: ['manager', 'marketer', 'analyst', 'integration']
  },
  'enrolments:write': {
    title:
      "Write platforms' events and enrolments, check and submit them, record what became of them",
    roles: ['manager', 'marketer']
  }
} satisfies Record<string, PermissionDefinition>

/** What enrolments tell. */
export const enrolmentEvents = {
  'enrolment.changed': "An enrolment in a platform's event is new, or has taken a step"
}

/** What about enrolments needs somebody. */
export const enrolmentAlerts = {
  'enrolment.drafts-left': {
    title: "A platform's event soon takes no more enrolments, and some are not submitted",
    severity: 'warning',
    ownerRole: 'marketer'
  },
  'enrolment.price-broken': {
    title: 'What is running in an event of a platform costs more than was promised',
    severity: 'critical',
    ownerRole: 'marketer'
  },
  'enrolment.stock-short': {
    title: 'Less is left than was promised for an event of a platform that is running',
    severity: 'critical',
    ownerRole: 'marketer'
  }
} satisfies Record<string, AlertDefinition>
