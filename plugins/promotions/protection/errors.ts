import { defineError } from '#core/errors'
import type { ClaimState } from './tables.ts'

/** Why a line gets nothing back. */
export type ProtectionRefusal = 'lineUnknown' | 'notForSale' | 'notCheaper' | 'claimedAlready'

export const ProtectionTooLate = defineError({
  code: 'PROTECTION_TOO_LATE',
  status: 409,
  title: 'The time in which prices are protected is over',
  detail: (f: { orderId: string; days: number; untilAt: string }) =>
    `${f.orderId}: ${f.days} days, until ${f.untilAt}`
})

export const ProtectionUnpaid = defineError({
  code: 'PROTECTION_UNPAID',
  status: 409,
  title: 'Prices are protected once an order is paid',
  detail: (f: { orderId: string }) => `${f.orderId} is not paid: place it again at the lower price`
})

export const ProtectionNotDue = defineError({
  code: 'PROTECTION_NOT_DUE',
  status: 409,
  title: 'Nothing is due back for a line',
  detail: (f: { orderLineId: string; reason: ProtectionRefusal; explanation: string }) =>
    `${f.orderLineId}: ${f.explanation}`
})

export const ProtectionStepIllegal = defineError({
  code: 'PROTECTION_STEP_ILLEGAL',
  status: 409,
  title: 'The claim cannot take this step from where it stands',
  detail: (f: { id: string; state: ClaimState; step: string; legal: readonly string[] }) =>
    `it is ${f.state}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const protectionErrors = [
  ProtectionTooLate,
  ProtectionUnpaid,
  ProtectionNotDue,
  ProtectionStepIllegal
]
