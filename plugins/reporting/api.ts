/** What other plugins and commands may ask of reporting. */
export type ReportingService = Record<never, never>

declare module 'shopkeeper' {
  interface Services {
    reporting: ReportingService
  }
}
