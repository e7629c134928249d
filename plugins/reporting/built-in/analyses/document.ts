import type { DaySpan } from '../../query/types.ts'
import type {
  Cell,
  ReportDocument,
  Section,
  TableColumn,
  TableSection,
  Text
} from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'

interface Parts {
  name: string
  title: Text
  span: DaySpan
  /** Null: there is no money in it. */
  currency: string | null
  sections: Section[]
}

/** An analysis as a report. */
export function analysisDocument({ ctx }: ReportingScope, parts: Parts): ReportDocument {
  const { span, ...rest } = parts
  return { ...rest, shop: ctx.shop.name, zone: ctx.shop.zone, period: span, comparison: null }
}

/** Rows that a page shows; the whole of it is in the answer of the analysis itself. */
export const shownRows = 200

/** A table of at most so many rows, which says how many there are. */
export function listTable(
  id: string,
  title: Text,
  { columns, rows }: { columns: TableColumn[]; rows: Cell[][] }
): TableSection {
  const isCut = rows.length > shownRows
  return {
    ...{ kind: 'table', id, title, part: 'details', columns, rows: rows.slice(0, shownRows) },
    ...(isCut && {
      note: {
        zh: `共 ${rows.length} 行，显示前 ${shownRows} 行`,
        en: `The first ${shownRows} of ${rows.length}`
      }
    })
  }
}
