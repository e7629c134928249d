import type { TObject } from 'typebox'
import type { Reader } from '#core/database/db'
import type { DaySpan, NamedPeriod } from '../query/types.ts'
import type { ReportDocument, Text } from '../rendering/document.ts'

/** What a built-in report is asked for. */
export interface BuiltInAsk {
  span: DaySpan
  /** The business day that it is seen from. */
  today: string
  /** As its schema has them, defaults filled in. */
  parameters: Readonly<Record<string, unknown>>
  /** Whether it may tell what goods cost; without, it does not read that. */
  canSeeCost: boolean
}

/** A report that is there from the start. Areas add theirs to `scope.builtIns` in their setup. */
export interface BuiltInReport {
  /** kebab-case: part of the path. */
  name: string
  title: Text
  summary: Text
  /** Its parameters beside the period: a closed object, each with a default or optional. */
  parameters: TObject
  /** Of which days it is unless it is told. */
  period: NamedPeriod
  /** Days that it reads; default: those of the period. A change of one of them makes a run outdated. */
  reads?(span: DaySpan): DaySpan[]
  /** Reads what it needs, outside of any transaction, and writes it down. Errors: those of `runQuery`. */
  make(db: Reader, ask: BuiltInAsk): Promise<ReportDocument>
}
