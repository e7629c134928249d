import type { Origin } from '#core/transaction'
import type { WalkRunner } from './facts/walk-runner.ts'
import type { ImportResult, StatementImport } from './settlement/api.ts'

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
}

declare module 'shopkeeper' {
  interface Services {
    reporting: ReportingService
  }
}
