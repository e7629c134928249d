import type { Origin } from '#core/transaction'
import type { ImportResult, StatementImport } from './settlement/api.ts'

/** What other plugins and commands may ask of reporting. */
export interface ReportingService {
  /** Takes in a statement of a platform or payment provider from a file on this machine. Errors: those of `importStatement`. */
  importStatement(
    path: string,
    given: { what: StatementImport; origin: Origin }
  ): Promise<ImportResult>
}

declare module 'shopkeeper' {
  interface Services {
    reporting: ReportingService
  }
}
