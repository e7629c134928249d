import type { Shop } from '#core/plugin'

/** The zone of a customer's clock: its own, else the shop's. Rows from before '' was refused have it for none. */
export function zoneOf(own: string | null | undefined, { zone }: Pick<Shop, 'zone'>): string {
  return own || zone
}
