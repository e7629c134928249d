import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

const all =
  'fee_minor + payment_fee_minor + shipping_cost_minor + packaging_minor + promotion_spend_minor'

/** What must be true of costs at any time. */
export const costProofs: readonly Proof[] = [
  {
    name: 'reporting.cost-months-equal-days',
    title: 'The costs of each month are those of its days',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select month_on || ' ' || channel_id || ' ' || sku || ': ' || sum(minor) || ' '
          || currency || ' more in the month than in its days' as finding
        from (
          select month_on, channel_id, sku, currency, ${sql.raw(all)} as minor from report_cost_months
          union all
          select substr(day_on, 1, 7) || '-01', channel_id, sku, currency, -(${sql.raw(all)})
          from report_cost_days) as both_sides
        group by month_on, channel_id, sku, currency having sum(minor) <> 0
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
