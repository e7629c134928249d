/** What a customer's orders of one business day add up to, in one currency. Dropped when no order counts any more. */
export interface CrmCustomerDayRow {
  customerId: string
  /** The business day the orders were placed on, in the shop's zone. */
  dayOn: string
  currency: string
  /** Orders that count, those split from another one too. */
  facts: number
  orders: number
  grossMinor: number
  netMinor: number
  units: number
}

/**
 * Customers whose first order is of one month and who have an order in another, spread over shards so that orders of one
 * month do not wait for one row. A shard alone means nothing; it may be negative.
 */
export interface CrmCohortCellRow {
  /** YYYY-MM. */
  cohortMonth: string
  month: string
  shard: number
  customers: number
}

/** Where the quintiles of RFM lie, as of the last snapshot. */
export interface CrmRfmThresholdRow {
  currency: string
  snapshotOn: string
  /** Customers they were reckoned from. */
  customers: number
  /** JSON: see `RfmThresholds`. */
  thresholds: string
  computedAt: string
}

/** Models of how customers buy, as of the last fit. */
export interface CrmClvModelRow {
  currency: string
  /** Orders before this day were seen. */
  observedOn: string
  customers: number
  repeatCustomers: number
  /** JSON: see `ClvModel`. */
  model: string
  fittedAt: string
}

/** The business days that something was last reckoned with. */
export interface CrmBusinessDayRow {
  /** `days`: those of crm_customer_days; `segments`: the day for which segments were last gone over. */
  name: string
  zone: string
  startsAtHour: number
  dayOn: string
}

declare module 'shopkeeper' {
  interface Tables {
    crmCustomerDays: CrmCustomerDayRow
    crmCohortCells: CrmCohortCellRow
    crmRfmThresholds: CrmRfmThresholdRow
    crmClvModels: CrmClvModelRow
    crmBusinessDays: CrmBusinessDayRow
  }
}
