export type * from './api.ts'
export { inventory } from './plugin.ts'
export type { StockAlertFields } from './service/alerts.ts'
