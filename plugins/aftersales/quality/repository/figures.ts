import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Reasons } from '../../cases/reasons.ts'
import type { CountedClass, QualitySubject } from '../tables.ts'
import type { Window } from '../window.ts'

/** What came back of a subject, for the reasons of a class. */
export interface Figure {
  subject: string
  reasonClass: CountedClass
  unitsInCases: number
  cases: number
  /** Null: nothing was sold, or it was not counted yet. */
  unitsSold: number | null
}

/** Cases that count: neither taken back nor found to be untrue. */
export const isCounted = sql`c.state not in ('withdrawn', 'rejected_unsubstantiated')
  and (c.is_substantiated is null or c.is_substantiated = 1)`

/** The column that names a subject, with tables as `figuresQuery` calls them. */
const subjectColumns = {
  sku: sql`l.sku`,
  supplier: sql`q.supplier`,
  reason: sql`l.reason`
} as const satisfies Record<QualitySubject, unknown>

const soldColumns = {
  sku: sql`(select s.units_sold from quality_skus s where s.sku = f.subject)`,
  supplier: sql`(select sum(s.units_sold) from quality_skus s where s.supplier = f.subject)`,
  reason: sql`(select sum(s.units_sold) from quality_skus s)`
} as const satisfies Record<QualitySubject, unknown>

/** Reasons with whom they count for: each for its class, and for all. */
export function reasonsFrom(db: Reader, { all }: Reasons): RawBuilder<unknown> {
  const rows = all.flatMap(({ code, class: own }) =>
    [own, 'all'].map((reasonClass) => ({ code, reasonClass }))
  )
  return rowsFrom(db, 'r', { code: 'text', reasonClass: 'text' }, rows)
}

export interface FigureQuery {
  by: QualitySubject
  window: Window
  /** Null: all subjects. */
  subjects: readonly string[] | null
  /** Cases up to the end of a subject's last issue are left out. */
  isAfterIssues: boolean
  reasons: Reasons
}

/**
 * Figures of subjects that have cases in the window, as a query with the columns of `Figure`.
 * Definition: units in cases opened in the window / units sold in the window.
 */
export function figuresQuery(
  db: Reader,
  { by, window, subjects, isAfterIssues, reasons }: FigureQuery
): RawBuilder<Figure> {
  const subject = subjectColumns[by]
  const isWanted = subjects === null ? sql`true` : sql`f.subject ${valuesOf(db, subjects)}`
  const isNew = isAfterIssues
    ? sql`and not exists (select 1 from quality_issues i where i.subject_type = ${by}
        and i.subject = ${subject} and i.ended_at >= c.opened_at)`
    : sql``
  // Where SKUs are asked for the index of lines finds them; otherwise that of when cases were opened does.
  const isLine =
    by === 'sku' && subjects !== null ? sql`and ${isOneOf(db, 'l.sku', subjects)}` : sql``
  return sql<Figure>`select f.subject, f.reason_class, f.units_in_cases, f.cases,
      ${soldColumns[by]} as units_sold
    from (select ${subject} as subject, r.reason_class, sum(l.quantity) as units_in_cases,
        count(distinct c.id) as cases
      from cases c join case_lines l on l.case_id = c.id
      join ${reasonsFrom(db, reasons)} on r.code = l.reason
      left join quality_skus q on q.sku = l.sku
      where c.opened_at >= ${window.from} and c.opened_at < ${window.to} and ${isCounted}
        and l.sku <> '' and ${subject} is not null ${isLine} ${isNew}
      group by ${subject}, r.reason_class) as f
    where ${isWanted}`
}

function valuesOf(db: Reader, values: readonly string[]): RawBuilder<unknown> {
  return db.dialect === 'sqlite'
    ? sql`in (select value from json_each(${JSON.stringify(values)}))`
    : sql`= any(${values}::text[])`
}

export async function figuresOf(db: Reader, query: FigureQuery): Promise<Figure[]> {
  const { rows } = await sql<Figure>`${figuresQuery(db, query)}
    order by f.subject, f.reason_class`.execute(db)
  return rows
}
