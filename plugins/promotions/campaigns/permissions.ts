import type { PermissionDefinition } from '#core/access/roles'
import type { AlertDefinition } from '#core/alerts/types'

/** Who may do what with campaigns. What tells of cost is for those with `catalog:cost` besides. */
export const campaignPermissions = {
  'campaigns:read': {
    title: 'See campaigns, their figures and reviews',
    roles: ['manager', 'marketer', 'analyst', 'integration']
  },
  'campaigns:write': {
    title: 'Write campaigns, take them from phase to phase, record spend, review them',
    roles: ['manager', 'marketer']
  }
} satisfies Record<string, PermissionDefinition>

/** What campaigns tell. */
export const campaignEvents = {
  'campaign.changed': 'A campaign is new, has changed, or has gone to another phase'
}

/** What about campaigns needs somebody. */
export const campaignAlerts = {
  'campaign.margin-low': {
    title: 'The margin of a campaign is below its guard rail',
    severity: 'warning',
    ownerRole: 'marketer'
  },
  'campaign.spend-reached': {
    title: 'A campaign has spent what its guard rail allows',
    severity: 'warning',
    ownerRole: 'marketer'
  },
  'campaign.stuck': {
    title: 'A campaign could not go to the phase whose time has come',
    severity: 'critical',
    ownerRole: 'marketer'
  }
} satisfies Record<string, AlertDefinition>
