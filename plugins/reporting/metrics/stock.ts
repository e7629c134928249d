import { divided, measured, ratio, reckoned } from './define.ts'
import type { Metric } from './metric.ts'

const daysOfYear = 365
const confidential = { isConfidential: true } as const

/** What lies in stock, and how fast it goes. */
export const stockMetrics: readonly Metric[] = [
  measured('stockUnits', ['Units in stock', '库存件数'], 'stockUnits', 'units', {
    formula: 'units on hand at the end of the last day that was kept',
    isAdditive: false,
    isMoreBetter: null
  }),
  measured('stockValue', ['Stock value', '库存金额'], 'stockMinor', 'money', {
    ...confidential,
    formula: 'units on hand × cost, at the end of the last day that was kept',
    isAdditive: false,
    isMoreBetter: null
  }),
  reckoned('turnover', ['Stock turnover', '库存周转率'], {
    ...confidential,
    formula: 'cost of goods sold / mean stock value of the days; in the period, not a year',
    unit: 'ratio',
    measures: ['costMinor', 'stockDaysMinor', 'stockDays'],
    value: (of) => divided(of('costMinor'), divided(of('stockDaysMinor'), of('stockDays')))
  }),
  reckoned('daysOfInventory', ['Days of inventory', '库存周转天数'], {
    ...confidential,
    formula: 'days of the period / turnover',
    unit: 'days',
    measures: ['costMinor', 'stockDaysMinor', 'stockDays'],
    isMoreBetter: false,
    value: (of, { days }) => {
      const mean = divided(of('stockDaysMinor'), of('stockDays'))
      return divided(mean === null ? null : mean * days, of('costMinor'))
    }
  }),
  reckoned('yearlyTurnover', ['Stock turnover of a year', '年化库存周转率'], {
    ...confidential,
    formula: 'turnover × 365 / days of the period',
    unit: 'ratio',
    measures: ['costMinor', 'stockDaysMinor', 'stockDays'],
    value: (of, { days }) => {
      const once = divided(of('costMinor'), divided(of('stockDaysMinor'), of('stockDays')))
      return once === null ? null : (once * daysOfYear) / days
    }
  }),
  reckoned('daysOfCover', ['Days of cover', '可售天数'], {
    formula: 'units for sale / units sold a day; none without sales',
    unit: 'days',
    measures: ['availableUnits', 'units'],
    isMoreBetter: null,
    value: (of, { days }) =>
      of('units') <= 0 ? null : (Math.max(0, of('availableUnits')) * days) / of('units')
  }),
  ratio('sellThrough', ['Sell-through', '动销率(售出/(售出+期末))'], {
    formula: 'units sold / (units sold + units in stock at the end)',
    part: ['units'],
    whole: ['units', 'stockUnits']
  }),
  ratio('sellThroughOfStart', ['Sell-through of the start', '动销率(售出/期初)'], {
    formula: 'units sold / units in stock at the start',
    part: ['units'],
    whole: ['stockStartUnits']
  })
]
