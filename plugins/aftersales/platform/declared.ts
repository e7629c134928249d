import { Type } from 'typebox'
import type { AlertDefinition } from '#core/alerts/types'
import { defineJob } from '#core/jobs'

export const platformEvents = {
  'case.platform-settled':
    'A platform has taken our decision about a case, or has not: it refuses, or knows a newer case'
}

export const platformAlerts = {
  'aftersales.unmapped-status': {
    title: 'A platform tells a status of a case that we do not know',
    severity: 'warning',
    ownerRole: 'support'
  },
  'aftersales.platform-refused': {
    title: 'A platform has not taken our decision about a case',
    severity: 'warning',
    ownerRole: 'support'
  },
  'aftersales.platform-conflict': {
    title: 'A case has changed on its platform while it was decided: it has to be decided anew',
    severity: 'warning',
    ownerRole: 'support'
  }
} satisfies Record<string, AlertDefinition>

/** Once a start; a second one while it waits is superfluous, and doing it twice changes nothing. */
export const catchUpJob = defineJob({
  name: 'aftersales.catch-up',
  title: 'Takes in what channels told while after-sales were switched off',
  payload: Type.Object({}),
  queue: 'aftersales',
  concurrency: 1,
  attempts: 10,
  backoff: { baseMs: 2000, maxMs: 300_000 },
  timeoutMs: 600_000,
  key: () => 'all'
})
