import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of goods that came back at any time. */
export const goodsProofs: readonly Proof[] = [
  {
    name: 'aftersales.received-within-fulfilled',
    title: 'No more came back of a line than has left',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select back.order_line_id || ' of ' || back.order_id || ': ' || back.units || ' came back of '
          || coalesce(away.units, 0) as finding
        from (select r.order_id, l.order_line_id, sum(l.quantity) as units
          from return_receipt_lines l join return_receipts r on r.id = l.receipt_id
          group by r.order_id, l.order_line_id) back
        left join (select placed.id, sum(part.fulfilled_quantity) as units
          from return_receipt_lines l join order_lines placed on placed.id = l.order_line_id
          join orders home on home.id = placed.order_id
          join orders kin on kin.id = home.id or kin.split_from = home.id
          join order_lines part on part.order_id = kin.id and part.external_id = placed.external_id
          where l.id = (select min(one.id) from return_receipt_lines one
            where one.order_line_id = l.order_line_id)
          group by placed.id) away on away.id = back.order_line_id
        where back.units > coalesce(away.units, 0) limit ${findingsMax}`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'aftersales.sellable-in-ledger',
    title: 'What came back and is sellable is in the ledger of stock',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select receipt_id || ', ' || variant_id || ': ' || sum(units) || ' beyond the ledger' as finding
        from (
          select receipt_id, variant_id, quantity as units from return_receipt_lines
          where grade = 'sellable' and variant_id is not null
          union all
          select ref_id, variant_id, -quantity from stock_movements where ref_type = 'returnReceipt'
        ) as book group by receipt_id, variant_id having sum(units) <> 0
        limit ${findingsMax}`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
