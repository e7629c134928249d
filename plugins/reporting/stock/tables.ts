export interface StockSums {
  stockUnits: number
  /** On hand, less what is allocated, reserved, and never promised. */
  availableUnits: number
  /** At the cost of the day; 0 for units whose cost is not known. */
  stockMinor: number
  uncostedStockUnits: number
}

/** What lay in stock of a SKU at the end of a day. */
export interface ReportStockDayRow extends StockSums {
  dayOn: string
  sku: string
  /** Of the cost; the shop's where there is none. */
  currency: string
  /** The day after: what it began with. */
  startsOn: string
}

/** How far the snapshot of a day has come. */
export interface ReportStockRunRow {
  dayOn: string
  startsOn: string
  /** 1: so that days add up. */
  stockDays: number
  skus: number
  /** Variants up to this one are in. */
  afterVariantId: string
  /** Null: it is not whole yet, and not read. */
  finishedAt: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    reportStockDays: ReportStockDayRow
    reportStockTotals: StockSums & { dayOn: string; currency: string; startsOn: string }
    reportStockRuns: ReportStockRunRow
  }
  interface Jobs {
    'reporting.keep-stock': Record<never, never>
  }
}
