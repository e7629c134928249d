/*
 * The names that plugins add to. Each interface is empty here and grows by declaration merging:
 *
 *   declare module 'shopkeeper' {
 *     interface Tables { loyaltyPoints: LoyaltyPointsRow }
 *     interface Events { 'loyalty.earned': { customerId: string; points: number } }
 *   }
 *
 * A name or payload that is not declared does not compile, in our plugins and in anybody's.
 */

/** Table name (camelCase) → row type. SQL sees snake_case. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface Tables {}

/** Event name → one occurrence. Events are always emitted in batches of these. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface Events {}

/** Job name → payload: ids and plain values, never whole objects. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface Jobs {}

/** Plugin name → the service it provides to other plugins. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface Services {}

/** Permission name → `true`, such as `'inventory:write': true`. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface Permissions {}

/** Alert kind → what an alert of that kind carries beside its subject. */
// biome-ignore lint/suspicious/noEmptyInterface: grows by declaration merging
export interface AlertKinds {}

export type EventName = keyof Events & string
export type JobName = keyof Jobs & string
export type ServiceName = keyof Services & string
export type Permission = keyof Permissions & string
export type AlertKind = keyof AlertKinds & string
