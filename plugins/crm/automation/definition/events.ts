/**
 * Events that let customers enter, with what each brings. Orders placed before the automation was switched on let nobody
 * enter.
 */
export const triggerEvents = {
  'customer.created': [],
  'tag.added': [],
  'tag.removed': [],
  'consent.granted': [],
  'consent.withdrawn': [],
  'segment.entered': ['segment'],
  'segment.left': ['segment'],
  'tier.changed': ['from', 'to'],
  'points.expiring': ['points', 'expiresAt'],
  'benefit.granted': ['kind', 'benefit', 'points'],
  'order.first': ['orderId', 'currency', 'netMinor'],
  'order.placed': ['orderId', 'currency', 'netMinor'],
  'order.paid': ['orderId', 'currency', 'netMinor'],
  'order.delivered': ['orderId', 'currency', 'netMinor'],
  'order.completed': ['orderId', 'currency', 'netMinor'],
  'order.canceled': ['orderId', 'currency', 'netMinor']
} as const satisfies Record<string, readonly string[]>

/** An event that an automation may listen to. */
export type TriggerEvent = keyof typeof triggerEvents

export const eventNames = Object.keys(triggerEvents) as TriggerEvent[]

/** What the other triggers bring. */
export const dateFields = ['on'] as const
export const inactivityFields = ['lastOrderOn'] as const
