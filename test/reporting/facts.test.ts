import { type CompiledQuery, sql } from 'kysely'
import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { buildFactsShop, type FactsShop } from './facts-shop.ts'

/** Sums of all rows of a table, of the columns named. */
async function sumsOf(shop: FactsShop, table: string, columns: string, where = 'true') {
  const names = columns.split(' ')
  const { rows } = await sql<Record<string, unknown>>`select ${sql.raw(
    names.map((name, at) => `coalesce(sum(${name}), 0) as s${at}`).join(', ')
  )} from ${sql.raw(table)} where ${sql.raw(where)}`.execute(shop.engine.db)
  return names.map((_, at) => Number(rows[0]![`s${at}`]))
}

const bought = (externalId: string | null, on: string, more = {}) => ({
  ...{ buyer: { externalId }, placedAt: `${on}T04:00:00.000Z`, ...more }
})

async function typesOf(shop: FactsShop): Promise<Record<string, string>> {
  const { rows } = await sql<{ externalId: string; customerType: string }>`
    select external_id, fact.customer_type from report_order_facts as fact
    join orders on orders.id = fact.order_id order by external_id`.execute(shop.engine.db)
  return Object.fromEntries(rows.map((row) => [row.externalId, row.customerType]))
}

onEachDatabase(async (t, kind) => {
  const clock = manualClock('2026-03-20T12:00:00.000Z')
  const stock = { MUG: 10_000, CUP: 10_000, BOWL: 10_000 }

  t.test('an order: in the day of the shop, with every amount in its place', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    await shop.addSku('POT', 100, { cost: { amountMinor: 400, currency: 'CNY' } })
    // 23:30 in Shanghai, and half an hour later: two days. 17.00 of lines, 2.00 off, 3.00 to ship, 1.50 tax in it.
    const lines = [
      line('POT', 2, { totalMinor: 1500, unitPriceMinor: 800, discountMinor: 276, taxMinor: 132 }),
      line('MUG', 1, { totalMinor: 200, unitPriceMinor: 200, discountMinor: 24, taxMinor: 18 })
    ]
    const amounts = { discountMinor: 200, shippingMinor: 300, taxMinor: 150, totalMinor: 1800 }
    await shop.intake([
      channelOrder('A', 0, lines, { ...amounts, placedAt: '2026-03-10T15:30:00.000Z' }),
      channelOrder('B', 0, [line('MUG', 1)], { placedAt: '2026-03-10T16:00:00.000Z' })
    ])
    const days = await shop.rowsOf('report_order_days')
    t.match(days, [
      {
        ...{ dayOn: '2026-03-10', channelId: 'chn_test', country: 'CN', customerType: 'new' },
        ...{ orders: 1, units: 3, lines: 2, grossMinor: 1700, lineDiscountMinor: 100 },
        ...{ discountMinor: 200, shippingMinor: 300, taxMinor: 150, totalMinor: 1800 },
        // 17.00 − 2.00 − 1.50
        ...{ netMinor: 1350, costMinor: 800, uncostedUnits: 1 }
      },
      { dayOn: '2026-03-11', customerType: 'returning', orders: 1, grossMinor: 1000 }
    ])
    const skus = await shop.rowsOf('report_sku_days')
    t.match(
      skus.filter(({ dayOn }) => dayOn === '2026-03-10'),
      [
        // Of the 2.76 off the pot 1.00 is its own: 2 × 8.00 − 15.00.
        { sku: 'MUG', ordersWith: 1, discountMinor: 24, netMinor: 158, uncostedMinor: 158 },
        {
          ...{ sku: 'POT', units: 2, grossMinor: 1500, lineDiscountMinor: 100, discountMinor: 176 },
          ...{ taxMinor: 132, netMinor: 1192, costMinor: 800, uncostedUnits: 0 }
        }
      ]
    )
    t.match(await shop.rowsOf('report_order_months'), [
      { monthOn: '2026-03-01', customerType: 'new' },
      { monthOn: '2026-03-01', customerType: 'returning' }
    ])
    t.same(await shop.findings(), [])
  })

  t.test(
    'costs: as they were when an order came; unknown ones are filled when asked',
    async (t) => {
      const shop = await buildFactsShop(t, kind, stock, { clock })
      await shop.addSku('POT', 100, { cost: { amountMinor: 400, currency: 'CNY' } })
      await shop.intake([channelOrder('A', 0, [line('POT', 1), line('MUG', 2)])])
      await shop.engine.transaction(async (tx) => {
        await sql`update variants set cost_minor = 999, cost_currency = 'CNY'`.execute(tx)
      })
      await shop.intake([channelOrder('A', 1, [line('POT', 3), line('MUG', 2)])])
      const costs = () => sumsOf(shop, 'report_order_days', 'cost_minor uncosted_units')
      t.same(await costs(), [1200, 2], 'the pot at 4.00, as it was')
      t.equal(await shop.rebuild(), 0)
      t.same(await costs(), [1200, 2], 'a rebuild keeps that')
      t.ok((await shop.rebuild({ fillCosts: true })) > 0)
      t.same(await costs(), [1200 + 2 * 999, 0])
      t.same(await shop.factFindings(), [])
    }
  )

  t.test('cancel: units, then all of it; what is left is what counts', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    await shop.intake([
      channelOrder('A', 0, [line('MUG', 3), line('CUP', 1)], {
        discountMinor: 100,
        totalMinor: 3900
      })
    ])
    const order = await shop.orderOf('A')
    const [mug] = order.lines
    await shop.act(order.id, 'cancel', { reason: 'x', lines: [{ lineId: mug.id, quantity: 1 }] })
    const sums = 'orders canceled_orders units gross_minor discount_minor net_minor total_minor'
    // The discount of 1.00 lies on 30.00 and 10.00: 0.75 and 0.25; two of three mugs bear 0.50.
    t.same(await sumsOf(shop, 'report_order_days', sums), [1, 0, 3, 3000, 75, 2925, 2925])
    t.same(await sumsOf(shop, 'report_sku_months', 'units', "sku = 'MUG'"), [2])
    await shop.act(order.id, 'cancel', { reason: 'x' })
    t.same(await sumsOf(shop, 'report_order_days', sums), [0, 1, 0, 0, 0, 0, 0])
    t.same(await shop.rowsOf('report_sku_days'), [], 'no row is left behind')
    t.same(await shop.rowsOf('report_buyer_months'), [], 'nor a buyer')
    t.same(await shop.findings(), [])
  })

  t.test('split and merge: nothing is more, less, or on another day', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    const amounts = { discountMinor: 101, shippingMinor: 300 }
    await shop.intake([
      channelOrder('A', 0, [line('MUG', 3), line('CUP', 2)], {
        ...{ ...amounts, totalMinor: 5199, ...bought('b1', '2026-03-10') }
      }),
      channelOrder('B', 0, [line('MUG', 1), line('BOWL', 1)], bought('b1', '2026-03-12'))
    ])
    const sums = async () => {
      const all = await shop.dump()
      return { ...all, report_order_facts: undefined }
    }
    const before = await sums()
    const [a, b] = [await shop.orderOf('A'), await shop.orderOf('B')]
    const split = await shop.act(a.id, 'split', {
      lines: [{ lineId: a.lines[0].id, quantity: 2 }]
    })
    t.equal(split.status, 201, split.text)
    t.same(await sums(), before, 'split')
    t.same(await shop.factFindings(), [])
    await shop.intake([channelOrder('C', 0, [line('CUP', 1)], bought('b1', '2026-03-13'))])
    const three = await sums()
    const merged = await shop.act(b.id, 'merge', { orderIds: [(await shop.orderOf('C')).id] })
    t.equal(merged.status, 200, merged.text)
    t.same(await sums(), three, 'merged')
    await shop.act(b.id, 'cancel', { reason: 'x' })
    const canceled = await sumsOf(shop, 'report_order_days', 'orders canceled_orders gross_minor')
    t.same(canceled, [1, 2, 5000], 'both are canceled with the one that they are')
    t.same(await shop.factFindings(), [])
  })

  t.test('customer types: the first order that stands is new, whenever it comes', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    const order = (id: string, on: string, buyer: string | null = 'b1') =>
      channelOrder(id, 0, [line('MUG', 1)], bought(buyer, on))
    await shop.intake([
      order('B', '2026-03-10'),
      order('C', '2026-03-12'),
      order('G', '2026-03-12', null)
    ])
    t.same(await typesOf(shop), { B: 'new', C: 'returning', G: 'guest' })
    await shop.credit('CB', { orderExternalId: 'B', lines: [['MUG', 1, 600]] })
    await shop.intake([order('A', '2026-02-27')])
    t.same(await typesOf(shop), { A: 'new', B: 'returning', C: 'returning', G: 'guest' })
    t.match(await shop.rowsOf('report_refund_facts'), [{ customerType: 'returning' }])
    await shop.act((await shop.orderOf('A')).id, 'cancel', { reason: 'x' })
    t.same(await typesOf(shop), { A: 'new', B: 'new', C: 'returning', G: 'guest' })
    t.same(
      await sumsOf(shop, 'report_order_days', 'orders canceled_orders', "customer_type = 'new'"),
      [1, 1],
      'the one that was canceled was of a new buyer too'
    )
    t.match(await shop.rowsOf('report_refund_facts'), [{ customerType: 'new' }])
    const orders = shop.engine.use('orders')
    const ids = await Promise.all(['A', 'B', 'C'].map(async (id) => (await shop.orderOf(id)).id))
    await shop.engine.transaction((tx) => orders.erasePersonal(tx, ids))
    t.same(new Set(Object.values(await typesOf(shop))), new Set(['guest']))
    const buyers = await shop.rowsOf('report_buyer_days')
    t.ok(buyers.every(({ buyer, buyerKey, buyingKey }) => buyer === '' && !buyerKey && !buyingKey))
    t.same(await shop.factFindings(), [])
  })

  t.test('refunds: on their own day, also without an order; a bad debt is none', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    await shop.intake([channelOrder('A', 0, [line('MUG', 3)], bought('b1', '2026-03-01'))])
    await shop.credit('C1', {
      orderExternalId: 'A',
      lines: [
        ['MUG', 1, 1000],
        ['MUG', 1, 500]
      ]
    })
    await shop.credit('C1', { orderExternalId: 'A', lines: [['MUG', 1, 1000]] })
    await shop.credit('C2', {
      lines: [['CUP', 2, 700]],
      buyer: 'b9',
      issuedAt: '2026-03-06T00:00:00.000Z'
    })
    await shop.credit('C3', { lines: [['CUP', 1, 900]], reason: 'badDebt' })
    t.match(await shop.rowsOf('report_order_days'), [
      { dayOn: '2026-03-01', orders: 1, refunds: 0 },
      ...[
        {
          dayOn: '2026-03-05',
          customerType: 'new',
          orders: 0,
          refunds: 1,
          refundUnits: 2,
          refundMinor: 1500
        }
      ],
      ...[{ dayOn: '2026-03-06', customerType: 'returning', refunds: 1, refundMinor: 700 }]
    ])
    t.same(await sumsOf(shop, 'report_sku_month_totals', 'refund_units refund_minor'), [4, 2200])
    const { rows } = await sql<{ buyers: number }>`
      select count(distinct buying_key) as buyers from report_buyer_days`.execute(shop.engine.db)
    t.equal(Number(rows[0]!.buyers), 1, 'who only gets money back is no buyer of that day')
    t.same(await shop.findings(), [])
  })

  t.test(
    'refunds: one that comes before its order is of its buyer once the order is there',
    async (t) => {
      const shop = await buildFactsShop(t, kind, stock, { clock })
      await shop.credit('C1', { orderExternalId: 'A', lines: [['MUG', 1, 1000]] })
      await shop.intake([channelOrder('A', 0, [line('MUG', 3)], bought('b1', '2026-03-01'))])
      t.match(await shop.rowsOf('report_refund_facts'), [
        { orderId: (await shop.orderOf('A')).id, customerType: 'new', refundMinor: 1000 }
      ])
      t.same(await sumsOf(shop, 'report_sku_month_totals', 'refund_units refund_minor'), [1, 1000])
      t.same(await shop.findings(), [])
    }
  )

  t.test('late: what changes a closed day is a new revision of it', async (t) => {
    const clock = manualClock('2026-03-11T10:00:00.000Z')
    const shop = await buildFactsShop(t, kind, stock, { clock, reporting: { closesAfterHours: 6 } })
    const revisions = async () => {
      const { body } = await shop.call({
        url: '/v1/reports/revisions?from=2026-03-01&to=2026-03-31'
      })
      return body.data.map(({ day, revision }: { day: string; revision: number }) => [
        day,
        revision
      ])
    }
    const order = (id: string, minute: number, on: string) =>
      channelOrder(id, minute, [line('MUG', 1 + minute)], { placedAt: `${on}T04:00:00.000Z` })
    // 10 March ends in Shanghai at 16:00 UTC, and is closed at 22:00.
    clock.set('2026-03-10T21:59:00.000Z')
    await shop.intake([order('A', 0, '2026-03-10')])
    t.same(await revisions(), [])
    clock.set('2026-03-10T22:00:00.000Z')
    await shop.intake([order('B', 0, '2026-03-10')])
    t.same(await revisions(), [['2026-03-10', 2]])
    await shop.intake([order('B', 0, '2026-03-10'), order('C', 0, '2026-03-11')])
    t.same(await revisions(), [['2026-03-10', 2]], 'nothing new is no revision, nor is an open day')
    await shop.intake([order('B', 1, '2026-03-10')])
    t.same(await revisions(), [['2026-03-10', 3]])
  })

  t.test('placing: the same few statements for one order as for twenty', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock })
    await shop.intake([channelOrder('warm', 0, [line('MUG', 1)])])
    const sizes: number[] = []
    for (const size of [1, 20]) {
      const orders = Array.from({ length: size }, (_, at) =>
        channelOrder(`s${size}-${at}`, 0, [line('MUG', 1), line('CUP', at + 1)], {
          ...bought(`b${at % 7}`, `2026-03-1${at % 10}`)
        })
      )
      const seen = await statementsOf(shop, orders)
      sizes.push(seen.length)
    }
    // Costs, first orders, and the writes: on Postgres these are one, after the lock of buyers.
    t.same(sizes, kind === 'sqlite' ? [12, 12] : [4, 4])
    t.same(await statementsOf(shop, [channelOrder('warm', 0, [line('MUG', 1)])]), [], 'unchanged')
  })

  async function statementsOf(shop: FactsShop, orders: Parameters<FactsShop['intake']>[0]) {
    const seen: string[] = []
    await shop.engine.transaction((tx) => {
      const executor = tx.getExecutor()
      const execute = executor.executeQuery.bind(executor)
      executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
        const isOurs = /report_|advisory_xact_lock\(7497072|cost_currency/.test(query.sql)
        if (isOurs) seen.push(query.sql)
        return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
      }
      const source = { channelId: 'chn_test', unknownSkus: 'hold' as const }
      return shop.engine.use('orders').intake(tx, source, orders)
    })
    return seen
  }

  t.test('rebuild: over HTTP, and of a shop that had orders before', async (t) => {
    const shop = await buildFactsShop(t, kind, stock, { clock, start: true })
    const walks = async () => (await shop.call({ url: '/v1/reports/rebuild' })).body
    await until(async () => (await walks()).backfill?.finishedAt)
    await shop.intake([channelOrder('A', 0, [line('MUG', 1)], bought('b1', '2026-03-01'))])
    await shop.credit('C1', { orderExternalId: 'A', lines: [['MUG', 1, 1000]] })
    const kept = await shop.dump()
    await shop.engine.transaction(async (tx) => {
      await sql`update report_order_days set net_minor = net_minor + 1`.execute(tx)
      await sql`delete from report_sku_months`.execute(tx)
      await sql`update report_refund_facts set refund_minor = 7`.execute(tx)
    })
    t.ok((await shop.factFindings()).length > 3, 'the proofs see it')
    const asked = await shop.call({
      ...{ method: 'POST', url: '/v1/reports/rebuild', body: {} },
      headers: { 'idempotency-key': 'again' }
    })
    t.equal(asked.status, 202, asked.text)
    await until(async () => (await walks()).rebuild?.finishedAt)
    t.ok((await walks()).rebuild.changed >= 3)
    t.same(await shop.dump(), kept)
    t.same(await shop.factFindings(), [])
    await shop.forget()
    await shop.engine.transaction(async (tx) => {
      await sql`delete from report_walks`.execute(tx)
      await tx.enqueue('reporting.take-earlier-orders', [{ payload: {} }])
    })
    await until(async () => (await walks()).backfill?.finishedAt)
    t.same(await shop.dump(), kept, 'what was there before is taken in')
  })

  t.test('at once: orders of the same buyers come, go and split while it is rebuilt', async (t) => {
    const shop = await buildFactsShop(t, kind, {}, { clock })
    // Nothing that is counted: orders that claim the same stock wait for each other anyway.
    for (const sku of ['TEA', 'SOAP']) await shop.addSku(sku, 0, { isTracked: false })
    let turn = 0
    const buy = async () => {
      for (let mine = turn++; mine < 48; mine = turn++) {
        const on = `2026-03-0${1 + (mine % 9)}T0${9 - (mine % 10)}:00:00.000Z`
        const lines = [
          { sku: 'TEA', quantity: 2 },
          { sku: 'SOAP', quantity: 1 + (mine % 3) }
        ]
        const buyer = { externalId: `b${mine % 4}` }
        const { body, status } = await shop.place({ lines, buyer, placedAt: on })
        if (status !== 201) throw new Error(JSON.stringify(body))
        const part = [{ lineId: body.lines[0].id, quantity: 1 }]
        if (mine % 3 === 0) await shop.act(body.id, 'cancel', { reason: 'x' })
        if (mine % 3 !== 1) continue
        // Both parts change at the same time.
        const split = await shop.act(body.id, 'split', { lines: part })
        const ends = [body.id, split.body.split?.id ?? body.id].map((id: string) =>
          shop.act(id, 'confirm-payment', {})
        )
        await Promise.all([...ends, shop.act(body.id, 'cancel', { reason: 'x' })])
      }
    }
    const corrected = await Promise.all([...Array.from({ length: 6 }, buy), shop.rebuild()])
    t.equal(corrected.at(-1), 0)
    t.same(await shop.factFindings(), [])
    t.equal(await shop.rebuild(), 0)
    t.ok(new Set(Object.values(await typesOf(shop))).size === 2)
  })
})
