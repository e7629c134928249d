import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of kept stock at any time. */
export const stockProofs: readonly Proof[] = [
  {
    name: 'reporting.stock-totals-equal-days',
    title: 'The stock of each day is the sum of its SKUs',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select total.day_on || ': ' || total.stock_units || ' units of ' || total.stock_minor || ' '
          || total.currency || ' in all, ' || coalesce(sum(own.stock_units), 0) || ' of '
          || coalesce(sum(own.stock_minor), 0) || ' by SKU' as finding
        from report_stock_totals as total left join report_stock_days as own
          on own.day_on = total.day_on and own.currency = total.currency
        group by total.day_on, total.currency, total.stock_units, total.stock_minor
        having coalesce(sum(own.stock_units), 0) <> total.stock_units
          or coalesce(sum(own.stock_minor), 0) <> total.stock_minor
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
