import type { Cube } from '../cubes/cube.ts'
import { goodsDimensions } from '../cubes/sales.ts'

const atEnd = {
  stockUnits: 'Units on hand at the end of the day',
  availableUnits: 'Units for sale at the end of the day',
  stockMinor: 'Units on hand at their cost, at the end of the day',
  uncostedStockUnits: 'Units on hand whose cost is not known'
}
const atStart = { stockStartUnits: 'Units on hand when the day began' }
const overDays = {
  stockDaysMinor: 'Stock value, added over days: for means',
  stockDaysUnits: 'Units on hand, added over days: for means'
}
const calendar = { table: 'report_kept_stock_days' }
const startCalendar = { table: 'report_stock_start_days' }

/** What lies in stock, the totals before the SKUs. */
export const stockCubes: readonly Cube[] = [
  {
    name: 'stockTotals',
    title: 'Stock at the end of days, in all',
    days: { table: 'report_stock_totals' },
    ...{ calendar, dimensions: {}, measures: atEnd, hasCurrency: true, isSnapshot: true }
  },
  {
    name: 'stock',
    title: 'Stock at the end of days by SKU',
    days: { table: 'report_stock_days' },
    ...{ calendar, dimensions: goodsDimensions, measures: atEnd },
    ...{ hasCurrency: true, isSnapshot: true }
  },
  {
    name: 'stockTotalStarts',
    title: 'Stock at the beginning of days, in all',
    days: { table: 'report_stock_total_starts' },
    ...{ calendar: startCalendar, dimensions: {}, measures: atStart },
    ...{ hasCurrency: true, isSnapshot: true, isOfStart: true }
  },
  {
    name: 'stockStarts',
    title: 'Stock at the beginning of days by SKU',
    days: { table: 'report_stock_starts' },
    ...{ calendar: startCalendar, dimensions: goodsDimensions, measures: atStart },
    ...{ hasCurrency: true, isSnapshot: true, isOfStart: true }
  },
  {
    name: 'stockTotalMeans',
    title: 'Stock over days, in all',
    days: { table: 'report_stock_total_means' },
    ...{ dimensions: {}, measures: overDays, hasCurrency: true }
  },
  {
    name: 'stockMeans',
    title: 'Stock over days by SKU',
    days: { table: 'report_stock_means' },
    ...{ dimensions: goodsDimensions, measures: overDays, hasCurrency: true }
  },
  {
    name: 'keptStockDays',
    title: 'Days that stock was kept on',
    days: calendar,
    ...{ dimensions: {}, measures: { stockDays: 'Days that stock was kept on' } },
    ...{ hasCurrency: false, isOfAll: true }
  }
]
