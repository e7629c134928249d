import { Type } from 'typebox'
import type { PermissionDefinition } from '#core/access/roles'
import type { AlertDefinition } from '#core/alerts/types'
import { defineJob } from '#core/jobs'

export const refundPermissions = {
  'aftersales:refund': {
    title: 'Give money back for goods and shipping, and confirm what was given back by hand',
    roles: ['manager', 'support', 'integration']
  },
  'aftersales:compensate': {
    title: 'Give money for neither goods nor shipping, up to the limit of the config',
    roles: ['manager', 'support', 'integration']
  },
  'aftersales:approve': {
    title: 'Give money for neither goods nor shipping, beyond the limit of the config',
    roles: ['manager']
  }
} satisfies Record<string, PermissionDefinition>

export const refundEvents = {
  'refund.requested': 'Money is to be given back',
  'refund.done': 'Money is given back: all of a refund, or what of it could be',
  'refund.failed': 'Nothing of a refund could be given back; it does not count'
}

export const refundAlerts = {
  'refund.waits': {
    title: 'A refund waits for a person to give the money back',
    severity: 'warning',
    ownerRole: 'manager'
  },
  'refund.failed': {
    title: 'Money could not be given back',
    severity: 'critical',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>

/** Attempts of hours: until then an outcome that is not known is asked for again, with the same key. */
export const refundJob = defineJob({
  name: 'aftersales.refund',
  title: 'Asks the payment bridge to give back the parts of a refund, and what became of them',
  payload: Type.Object({ refundId: Type.String() }),
  queue: 'refunds',
  concurrency: 4,
  attempts: 20,
  backoff: { baseMs: 2000, maxMs: 3_600_000 },
  timeoutMs: 120_000,
  key: ({ refundId }) => refundId
})
