import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'
import { newId } from '#core/ids'

/*
 * The baseline of placing an order: bare Fastify that writes, in one transaction and with prepared statements, the very
 * rows that the engine wrote for the last order in this database, under new ids, and takes the stock. Each request is its
 * own commit; nothing is looked up, checked or computed.
 *
 * Arguments: path of a SQLite file in which the engine has placed an order. Prints its address.
 */
const db = new Sqlite(process.argv[2] as string)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
const order = db.prepare('select * from orders order by id desc limit 1').get() as { id: string }

/** Tables that placing an order writes, and how to find the rows of one order. */
const written = {
  orders: 'select * from orders where id = @id',
  order_lines: 'select * from order_lines where order_id = @id',
  order_events: 'select * from order_events where order_id = @id',
  stock_allocations: `select * from stock_allocations
    where order_line_id in (select id from order_lines where order_id = @id)`,
  stock_movements: `select * from stock_movements
    where ref_id in (select id from order_lines where order_id = @id union select @id)`,
  audit_log: 'select * from audit_log where subject_id = @id',
  idempotency_keys: `select * from idempotency_keys where body like '%' || @id || '%'`
}
const inserts = Object.entries(written).flatMap(([table, query]) =>
  (db.prepare(query).all({ id: order.id }) as Record<string, string | number | null>[]).map(
    (row) => ({
      row,
      statement: db.prepare(
        `insert into ${table} (${Object.keys(row)}) values (${Object.keys(row).map((name) => `@${name}`)})`
      )
    })
  )
)
const take = db.prepare(`update stock_levels set allocated = allocated + 1
  where variant_id = ? and on_hand - allocated - reserved - safety_stock >= 1`)
const variantIds = (
  db.prepare('select variant_id from order_lines where order_id = ?').all(order.id) as {
    variant_id: string
  }[]
).map((line) => line.variant_id)

/** Columns that hold the order's or its rows' own identity. */
const identity = ['id', 'order_id', 'external_id', 'order_line_id', 'scope']

const place = db.transaction(() => {
  for (const variantId of variantIds) take.run(variantId)
  for (const { row, statement } of inserts) {
    const fresh = identity.filter((name) => typeof row[name] === 'string')
    statement.run({ ...row, ...Object.fromEntries(fresh.map((name) => [name, newId('new')])) })
  }
})

const app = Fastify()
const answer = JSON.stringify(order)
app.post('/v1/orders', async (_, reply) => {
  place()
  return reply.code(201).type('application/json').send(answer)
})
console.log(JSON.stringify({ url: await app.listen({ port: 0 }) }))
