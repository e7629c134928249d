import type { DaySpan, ReportAnswer } from '../../query/types.ts'
import type { Text } from '../../rendering/document.ts'
import type { Asker } from './ask.ts'

export const driverNames = ['visitors', 'conversion', 'orderValue'] as const
export type DriverName = (typeof driverNames)[number]

/** Why sales have changed: parts that sum to the whole change. Money in minor units. */
export interface Drivers {
  /** The metric that is split. */
  title: Text
  previous: number
  value: number
  /** Null: the visitors are not known, so sales are split into orders and their value. */
  parts: { name: DriverName | 'orders' | 'refunds'; title: Text; change: number }[]
  channels: { label: string; change: number }[]
  products: { label: string; change: number }[]
}

export async function driversOf(
  _asker: Asker,
  _given: { span: DaySpan; comparison: DaySpan; channels: ReportAnswer | null }
): Promise<Drivers | null> {
  return null
}
