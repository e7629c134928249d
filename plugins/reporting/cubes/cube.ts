import type { RawBuilder } from 'kysely'
import type { Reader } from '#core/database/db'

/** By what figures can be told apart. Days are business days in the shop's zone. */
export const dimensions = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'channel',
  'country',
  'customerType',
  'buyer',
  'sku',
  'product',
  'category',
  'supplier',
  'source',
  'campaign',
  'promotion',
  'reason',
  'agent'
] as const
export type Dimension = (typeof dimensions)[number]

/** Dimensions that a cube keeps in columns of its own; those of time follow from the day. */
export type CubeDimension = Exclude<Dimension, 'week' | 'month' | 'quarter' | 'year'>

/** Where a dimension is found: a column of the rows, or an expression over them and the tables joined to them. */
export interface CubeColumn {
  /** SQL over the alias `rows`. */
  value: RawBuilder<string | null>
  /** Joined only when the dimension is asked for, such as `join report_skus on …`. */
  join?: RawBuilder<unknown>
}

/** Rows of one grain. */
export interface CubeRows {
  /** Name of the table, snake_case, or a query in parentheses. Its column `day_on` is YYYY-MM-DD; of weeks `week_on`, their Monday; of months `month_on`, the first of it. */
  table: string
}

/**
 * Sums that are kept by day and by some dimensions. A measure may be in several cubes: a query reads the first cube that has
 * all of its dimensions and measures, in the order in which they are registered, so the smaller one is registered first.
 */
export interface Cube {
  name: string
  title: string
  days: CubeRows
  /** The same by week; none: the days are read. */
  weeks?: CubeRows
  /** The same by month, for long periods; none: the days are read. */
  months?: CubeRows
  /** Without `day`, which every cube has. */
  dimensions: Partial<Record<Exclude<CubeDimension, 'day'>, CubeColumn>>
  /** Columns that may be added up over any rows → what they are. */
  measures: Readonly<Record<string, string>>
  /** Names that are counted once in any set of rows, such as buyers: the column that holds them, or SQL over `rows`. Never added up. */
  distinct?: Readonly<Record<string, string | RawBuilder<unknown>>>
  /** Whether its rows have a `currency`: then a query reads those of one. */
  hasCurrency: boolean
  /** Whether measures stand at the end of a day and are not added over days, such as stock. Read of the period's last day. */
  isSnapshot?: boolean
  /** Of a snapshot: it stands at the beginning of a day, and is read of the period's first day. */
  isOfStart?: boolean
  /** Of a snapshot: a small table with a row for each day that was kept, even where nothing was to be kept. Default: `days`. */
  calendar?: CubeRows
  /** Its figures hold for everything, whatever they are told apart by beside time: such as the days that were kept. */
  isOfAll?: boolean
}

/** How names of a dimension are told to people, such as a channel's; those it lacks are shown as they are. */
export type Labels = (db: Reader, keys: readonly string[]) => Promise<Map<string, string>>
