import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { toSnake } from '#core/database/names'
import type { Cube, CubeColumn } from '../cubes/cube.ts'
import { isTime, type TimeDimension } from './calendar.ts'
import type { Plan } from './plan.ts'
import type { Slice } from './slices.ts'

/** Rows that are read: those of some days, weeks or months, or those of days by name. */
export type Stretch = Slice | { kind: 'days'; days: readonly string[] }

/** What is read of a cube; `dimensions` are keys `k0`, `k1` … of the rows. */
export interface CubeRead {
  cube: Cube
  dimensions: Plan['dimensions']
  filters: Plan['filters']
  currency: string | null
}

/** Row of an answer: keys by position, sums by the names of their measures. */
export type SumRow = Record<string, string | number | null>

/** Adds measures up by dimensions. One statement; its text depends on the question alone. */
export async function readSums(
  db: Reader,
  read: CubeRead,
  measures: readonly string[],
  stretch: Stretch
): Promise<SumRow[]> {
  const sums = measures.map((name) => {
    const column = toSnake(name)
    return sql.raw(`sum(rows.${column}) as ${column}`)
  })
  const { rows } = await select(db, read, stretch, sums)
  return rows
}

/** Counts names once in all rows of a stretch, by dimensions. One statement. */
export async function countDistinct(
  db: Reader,
  read: CubeRead,
  names: readonly string[],
  stretch: Stretch
): Promise<SumRow[]> {
  const counts = names.map(
    (name) => sql`count(distinct ${columnOf(read.cube, name)}) as ${sql.raw(toSnake(name))}`
  )
  const { rows } = await select(db, read, stretch, counts)
  return rows
}

/**
 * The last day that a snapshot was kept on in each span of time, or the first where it stands at the beginning of days; one
 * row without a span. One statement.
 */
export async function snapshotDays(
  db: Reader,
  cube: Cube,
  time: TimeDimension | null,
  span: { from: string; to: string }
): Promise<string[]> {
  const table = sql.raw((cube.calendar ?? cube.days).table)
  const group = time ? sql`group by ${timeOf(db, time, 'days')}` : sql``
  const { rows } = await sql<{ day: string | null }>`
    select ${sql.raw(cube.isOfStart ? 'min' : 'max')}(rows.day_on) as day from ${table} as rows
    where rows.day_on between ${span.from} and ${span.to} ${group}`.execute(db)
  return rows.flatMap(({ day }) => (day === null ? [] : [day])).sort()
}

function columnOf(cube: Cube, name: string): RawBuilder<unknown> {
  const column = cube.distinct![name]!
  return typeof column === 'string' ? sql.ref(`rows.${column}`) : column
}

function select(
  db: Reader,
  { cube, dimensions, filters, currency }: CubeRead,
  stretch: Stretch,
  values: readonly RawBuilder<unknown>[]
) {
  const { kind } = stretch
  const rows = cube[kind]!
  const keys = dimensions.map((dimension) =>
    isTime(dimension) ? timeOf(db, dimension, kind) : columnIn(cube, dimension).value
  )
  const named = keys.map((key, index) => sql`${key} as ${sql.raw(`k${index}`)}`)
  const conditions = [
    within(db, stretch),
    ...(cube.hasCurrency && currency !== null ? [sql`rows.currency = ${currency}`] : []),
    ...filters.map((filter) => isIn(db, columnIn(cube, filter.dimension).value, filter.in))
  ]
  const group =
    keys.length > 0 ? sql`group by ${sql.raw(keys.map((_, i) => i + 1).join(', '))}` : sql``
  return sql<SumRow>`
    select ${sql.join([...named, ...values])}
    from ${sql.raw(rows.table)} as rows ${joinsOf(cube, dimensions, filters)}
    where ${sql.join(conditions, sql` and `)} ${group}`.execute(db)
}

function joinsOf(cube: Cube, dimensions: Plan['dimensions'], filters: Plan['filters']) {
  const used = new Set([...dimensions, ...filters.map(({ dimension }) => dimension)])
  const joins = new Set<RawBuilder<unknown>>()
  for (const dimension of used) {
    const join = isTime(dimension) ? undefined : columnIn(cube, dimension).join
    if (join) joins.add(join)
  }
  return joins.size > 0 ? sql.join([...joins], sql` `) : sql``
}

function columnIn(cube: Cube, dimension: Plan['dimensions'][number]): CubeColumn {
  return cube.dimensions[dimension as keyof Cube['dimensions']]!
}

function within(db: Reader, stretch: Stretch): RawBuilder<unknown> {
  if ('days' in stretch) return isIn(db, sql`rows.day_on`, stretch.days)
  return sql`${startIn(stretch.kind)} between ${stretch.from} and ${stretch.to}`
}

function isIn(db: Reader, value: RawBuilder<unknown>, names: readonly string[]) {
  const given = names.includes('') ? sql`coalesce(${value}, '')` : value
  return db.dialect === 'sqlite'
    ? sql`${given} in (select value from json_each(${JSON.stringify(names)}))`
    : sql`${given} = any(${names}::text[])`
}

/** Monday of a day's week, as `mondayOf` has it. */
export function mondaySql(db: Reader, day: RawBuilder<string>): RawBuilder<string> {
  return db.dialect === 'sqlite'
    ? sql`date(${day}, 'weekday 0', '-6 days')`
    : sql`to_char(date_trunc('week', ${day}::date), 'YYYY-MM-DD')`
}

/** Where rows say of when they are. */
function startIn(kind: Slice['kind']): RawBuilder<string> {
  return sql.raw({ days: 'rows.day_on', weeks: 'rows.week_on', months: 'rows.month_on' }[kind])
}

/** The span of time of a row, written as `timeKey` has it. */
function timeOf(db: Reader, time: TimeDimension, kind: Slice['kind']): RawBuilder<string> {
  const on = startIn(kind)
  switch (time) {
    case 'day':
      return sql`${on}`
    case 'week':
      return kind === 'weeks' ? on : mondaySql(db, on)
    case 'month':
      return sql`substr(${on}, 1, 7)`
    case 'quarter':
      return sql`substr(${on}, 1, 4) || '-Q' || ((cast(substr(${on}, 6, 2) as integer) + 2) / 3)`
    case 'year':
      return sql`substr(${on}, 1, 4)`
  }
}
