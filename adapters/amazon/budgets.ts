import type { Budget } from '#core/channel/budget'

/** Names of the operations, as Amazon's models have them. */
export type Operation = keyof typeof plans

/** Message types by the operation that sends each, and the most characters it takes. */
export const messageTypes = {
  confirmOrderDetails: { operation: 'createConfirmOrderDetails', textMax: 2000 },
  confirmDeliveryDetails: { operation: 'createConfirmDeliveryDetails', textMax: 2000 },
  confirmServiceDetails: { operation: 'createConfirmServiceDetails', textMax: 2000 },
  confirmCustomizationDetails: { operation: 'confirmCustomizationDetails', textMax: 800 },
  unexpectedProblem: { operation: 'createUnexpectedProblem', textMax: 2000 },
  digitalAccessKey: { operation: 'createDigitalAccessKey', textMax: 400 }
} as const satisfies Record<string, { operation: Operation; textMax: number }>

/** Usage plans as the models publish them: calls a second, and calls that may come at once. */
const plans = {
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  confirmShipment: [2, 10],
  getListingsItem: [5, 10],
  searchListingsItems: [5, 5],
  patchListingsItem: [5, 5],
  putListingsItem: [5, 10],
  // No usage plan is published for returns: one call a second until an answer says otherwise.
  listReturns: [1, 10],
  getMessagingActionsForOrder: [1, 5],
  createConfirmOrderDetails: [1, 5],
  createConfirmDeliveryDetails: [1, 5],
  createConfirmServiceDetails: [1, 5],
  confirmCustomizationDetails: [1, 5],
  createUnexpectedProblem: [1, 5],
  createDigitalAccessKey: [1, 5]
} as const satisfies Record<string, readonly [number, number]>

/** What Amazon allows an account until its answers say otherwise. */
export const budgets: readonly Budget[] = Object.entries(plans).map(
  ([operation, [ratePerSecond, burst]]) => ({ operation, ratePerSecond, burst })
)

/**
 * How long one unit of an operation takes to come back at a rate; without one, at the published.
 */
export function unitMsOf(operation: string, ratePerSecond?: number): number {
  const published = (plans as Record<string, readonly [number, number]>)[operation]?.[0] ?? 1
  return Math.ceil(1000 / (ratePerSecond ?? published))
}
