import type { PermissionDefinition } from '#core/access/roles'
import type { AlertDefinition } from '#core/alerts/types'

/** Who may do what with draws. */
export const drawPermissions = {
  'draws:read': {
    title: 'See prize draws, entries, winners and the proof',
    roles: ['manager', 'marketer', 'support', 'analyst', 'integration']
  },
  'draws:write': {
    title: 'Write, draw and cancel prize draws',
    roles: ['manager', 'marketer']
  },
  'draws:enter': {
    title: 'Enter customers into prize draws',
    roles: ['manager', 'marketer', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>

/** What draws tell. */
export const drawEvents = {
  'draw.drawn': 'The winners of a prize draw are drawn, and its seed is revealed',
  'draw.prize-given': 'A winner of a prize draw has the prize'
}

/** What about draws needs somebody. */
export const drawAlerts = {
  'draw.stuck': {
    title: 'A prize draw whose time has come cannot be drawn',
    severity: 'critical',
    ownerRole: 'marketer'
  },
  'draw.prize-stuck': {
    title: 'A prize of a draw could not be given to its winner',
    severity: 'warning',
    ownerRole: 'marketer'
  }
} satisfies Record<string, AlertDefinition>
