import type { Reader } from '#core/database/db'
import type { Origin } from '#core/transaction'
import type { WalkRunner } from './facts/walk-runner.ts'
import type { Metric } from './metrics/metric.ts'
import type { ImportResult, StatementImport } from './settlement/api.ts'
import type { ViewExport } from './warehouse/export.ts'

/** What other plugins and commands may ask of reporting. */
export interface ReportingService {
  /** Takes in a statement of a platform or payment provider from a file on this machine. Errors: those of `importStatement`. */
  importStatement(
    path: string,
    given: { what: StatementImport; origin: Origin }
  ): Promise<ImportResult>
  /**
   * Reckons the figures of reports anew from orders and credit notes, a page a transaction: orders may come in meanwhile. One
   * that was interrupted goes on where it was. Returns the facts and sums that were not what they should be.
   */
  rebuild(runner: WalkRunner, options?: { fillCosts?: boolean }): Promise<number>
  /** The metrics that may be asked for, each with what it can be told apart by. */
  metrics(): Metric[]
  /** Writes a view of sales as a file, a page at a time. Errors: REPORT_PERIOD_INVALID. */
  exportView(db: Reader, wanted: ViewExport): AsyncGenerator<string | Uint8Array>
}

declare module 'shopkeeper' {
  interface Services {
    reporting: ReportingService
  }
}
