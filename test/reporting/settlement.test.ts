import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ChannelCreditNote } from 'shopkeeper'
import type { Test } from 'tap'
import { manualClock } from '#core/time'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { buildShop, channelId, channelOrder, line } from '../orders/shop.ts'

/* A real bill of WeChat Pay; it is not part of the project. Where it is absent its tests are skipped, except in CI. */
const billPath = fileURLToPath(
  new URL('../../../shared/data/wechatpay-bill/bill.ALL.csv', import.meta.url)
)
const skip =
  existsSync(billPath) || process.env.CI === 'true'
    ? false
    : 'no ../shared/data/wechatpay-bill here'

/** CSV of Alipay's kind: remarks around the table, amounts in two columns. */
const mapping = {
  commentPrefix: '#',
  dateFormat: 'yyyy/MM/dd HH:mm',
  decimal: ',',
  group: '.',
  columns: {
    ...{ postedAt: '入账时间', credit: '收入', debit: '支出', type: '业务类型' },
    ...{ txnId: '流水号', orderNo: '商户订单号', description: '备注' }
  },
  types: { 交易: 'sale', 退款: 'refund', 服务费: 'fee', 提现: 'payout', 推广: 'ads' },
  delimiter: ';'
}
const header = '流水号;入账时间;商户订单号;业务类型;收入;支出;备注'

function csv(rows: readonly string[]): string {
  return ['#账务明细', header, ...rows, '#导出时间', ''].join('\r\n')
}

async function open(test: Test, kind: DatabaseKind, now = '2026-03-10T00:00:00.000Z') {
  const clock = manualClock(now)
  const shop = await buildShop(test, kind, {}, { morePlugins: ['reporting'], clock })
  const { call, engine } = shop
  const account = (id: string, body: object) =>
    call({
      ...{ method: 'PUT', url: `/v1/settlement-accounts/${id}` },
      body: { provider: 'alipay', name: id, currency: 'CNY', format: 'csv', channelId, ...body }
    })
  const load = (accountId: string, file: string | Buffer, query = '') =>
    call({
      ...{ method: 'POST', url: `/v1/settlements/import?accountId=${accountId}${query}` },
      ...{ body: file, headers: { 'content-type': 'text/csv' } }
    })
  const discrepancies = async (query = 'state=open') =>
    (await call({ url: `/v1/settlement-discrepancies?limit=100&${query}` })).body.data
  const classes = async (id: string): Promise<Record<string, number>> => {
    const { body } = await call({ url: `/v1/settlements/${id}` })
    const sums: Record<string, number> = {}
    for (const one of body.classes) sums[one.class] = (sums[one.class] ?? 0) + one.lines
    return sums
  }
  const nightly = async () => {
    const job = engine.registrations.jobs.get('reporting.reconcile-settlements')!
    const { signal } = new AbortController()
    await job.handler({ signal, transaction: engine.transaction } as never)
  }
  const alerts = async () => {
    const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
    return body.data
      .map((alert: { kind: string }) => alert.kind)
      .filter((name: string) => name.startsWith('reporting.'))
      .sort()
  }
  const credit = (note: Partial<ChannelCreditNote> & { externalId: string }, minor: number) =>
    engine.transaction((tx) =>
      engine.use('orders').intakeCreditNotes(tx, { channelId, unknownSkus: 'createUntracked' }, [
        {
          ...{ kind: 'creditNote', reason: 'return', orderExternalId: null, currency: 'CNY' },
          ...{ buyer: { externalId: 'b' }, issuedAt: '2026-03-03T02:00:00.000Z' },
          lines: [{ sku: 'MUG', title: 'Mug', quantity: -1, totalMinor: -minor }],
          ...note
        } as ChannelCreditNote
      ])
    )
  const sold = (externalId: string, minor: number, more: object = {}) =>
    channelOrder(externalId, 0, [line('MUG', 1, { totalMinor: minor, unitPriceMinor: minor })], {
      placedAt: '2026-03-02T02:00:00.000Z',
      ...more
    })
  const intake = (orders: Parameters<typeof shop.intake>[0]) =>
    shop.intake(orders, { unknownSkus: 'createUntracked' })
  return {
    ...shop,
    clock,
    account,
    load,
    discrepancies,
    classes,
    nightly,
    alerts,
    credit,
    sold,
    intake
  }
}

/** Rows of the bill, for the orders that they tell of. */
function billRows() {
  const [, ...lines] = readFileSync(billPath, 'utf8').split('\r\n')
  return lines
    .filter((text) => text.startsWith('`2'))
    .map((text) => text.slice(1).split(',`'))
    .map((cells) => ({
      ...{ txnId: cells[5]!, orderNo: cells[6]!, state: cells[9]!, refundNo: cells[15]! },
      ...{ minor: Math.round(Number(cells[9] === 'SUCCESS' ? cells[24] : cells[25]) * 100) }
    }))
}

onEachDatabase(async (t, kind) => {
  t.test(
    'WeChat Pay: a real bill is read whole, and again changes nothing',
    { skip },
    async (t) => {
      const shop = await open(t, kind)
      const bill = readFileSync(billPath)
      await shop.account('wx', { format: 'wechatpay', provider: 'wechatpay' })
      const first = await shop.load('wx', bill, '&fileName=bill.ALL.csv')
      t.match(first, {
        status: 200,
        body: {
          result: 'imported',
          statement: {
            ...{ fileRows: 45, lineCount: 53, openingMinor: 0, totalMinor: 25, closingMinor: 25 },
            ...{ periodFromOn: '2019-02-19', periodToOn: '2019-02-19', currency: 'CNY' },
            classes: [
              { class: 'booked', type: 'fee', lines: 8, amountMinor: -8 },
              { class: 'missing_in_ledger', type: 'refund', lines: 14, amountMinor: -14 },
              { class: 'missing_in_ledger', type: 'sale', lines: 31, amountMinor: 47 }
            ],
            openDiscrepancies: 45
          }
        }
      })
      const { id } = first.body.statement
      t.match(await shop.load('wx', bill), { body: { result: 'known', statement: { id } } })
      const renamed = bill.toString().replace('autotest,`,`0.01000', 'autotext,`,`0.01000')
      t.match(await shop.load('wx', renamed), { body: { result: 'equivalent', statement: { id } } })
      await shop.account('other', { format: 'wechatpay' })
      t.match(await shop.load('other', bill), {
        status: 409,
        body: { code: 'STATEMENT_FILE_TAKEN' }
      })
      t.equal((await shop.call({ url: '/v1/settlements' })).body.data.length, 1)
      t.same(await shop.findings(), [])
      t.notMatch(
        JSON.stringify(await shop.engine.db.selectFrom('settlementLines').selectAll().execute()),
        'oHkLxt'
      )
    }
  )

  t.test('WeChat Pay: a changed byte is found, and nothing is imported', { skip }, async (t) => {
    const shop = await open(t, kind)
    const bill = readFileSync(billPath)
    await shop.account('wx', { format: 'wechatpay' })
    const text = bill.toString()
    const wrong = text.replace('`0.03,`0.00,`0,`0', '`0.04,`0.00,`0,`0')
    t.match(await shop.load('wx', wrong), {
      status: 422,
      body: {
        code: 'STATEMENT_SUMS_DIFFER',
        differences: [{ what: '应结订单总金额', stated: '0.47', counted: '0.48' }]
      }
    })
    t.match(await shop.load('wx', text.slice(0, text.indexOf('总交易单数'))), {
      status: 400,
      body: { code: 'STATEMENT_INVALID', faults: [{ column: 'summary' }] }
    })
    t.match(
      await shop.load('wx', text.replace('`2019-02-19 05:01:46,`', '2019-02-19 05:01:46,`')),
      {
        body: { faults: [{ line: 2, column: '交易时间' }] }
      }
    )
    t.match(await shop.load('wx', text.replace('`CNY', '`USD')), {
      status: 422,
      body: { code: 'STATEMENT_CURRENCY_MISMATCH', currency: 'USD', expected: 'CNY', line: 2 }
    })
    t.equal((await shop.call({ url: '/v1/settlements' })).body.data.length, 0)
    const { id } = (await shop.load('wx', bill)).body.statement
    for (let at = 5; at < bill.length; at += 197) {
      const changed = Buffer.from(bill)
      changed[at] = changed[at]! ^ 1
      const { status, body } = await shop.load('wx', changed)
      const isFound = status >= 400 || (body.result === 'equivalent' && body.statement.id === id)
      if (!isFound) t.fail(`byte ${at}: ${status} ${JSON.stringify(body)}`)
    }
    t.equal((await shop.call({ url: '/v1/settlements' })).body.data.length, 1)
    t.same(await shop.findings(), [])
  })

  t.test(
    'WeChat Pay: its rows find our orders and refunds, the rest is named',
    { skip },
    async (t) => {
      const shop = await open(t, kind, '2019-02-20T04:00:00.000Z')
      await shop.account('wx', { format: 'wechatpay', provider: 'wechatpay' })
      const rows = billRows()
      const sales = rows.filter(({ state }) => state === 'SUCCESS')
      const refunds = rows.filter(({ state }) => state === 'REFUND')
      const placedAt = '2019-02-19T02:00:00.000Z'
      const [unknown, other, ...known] = sales
      await shop.intake([
        shop.sold(other!.orderNo, other!.minor + 5, { placedAt }),
        ...known.map(({ orderNo, minor }) => shop.sold(orderNo, minor, { placedAt })),
        ...refunds.map(({ orderNo, minor }) =>
          shop.sold(orderNo, minor, { placedAt: '2019-02-16T02:00:00.000Z' })
        ),
        shop.sold('late', 700, { placedAt })
      ])
      for (const { refundNo, orderNo, minor } of refunds) {
        const of = { externalId: refundNo, orderExternalId: orderNo, issuedAt: placedAt }
        await shop.credit(of, minor)
      }
      const { body } = await shop.load('wx', readFileSync(billPath))
      t.same(await shop.classes(body.statement.id), {
        ...{ booked: 8, matched: 29 + 14, amount_mismatch: 1, missing_in_ledger: 1 }
      })
      const found = await shop.discrepancies()
      t.match(
        found
          .map((one: { kind: string; differenceMinor: number }) => [one.kind, one.differenceMinor])
          .sort(),
        [
          ['amount_mismatch', -5],
          ['missing_in_ledger', unknown!.minor],
          ['pending', -700]
        ]
      )
      const lines = await shop.call({
        url: `/v1/settlements/${body.statement.id}/lines?class=matched&type=refund&limit=2`
      })
      t.match(lines.body.data, [{ pass: 1, differenceMinor: 0 }, { pass: 1 }])
      t.same(await shop.findings(), [])
    }
  )

  t.test('a mapped CSV in GBK: passes, classes, and what is done about the rest', async (t) => {
    const shop = await open(t, kind)
    t.match(await shop.account('ali', { mapping, toleranceMinor: 2 }), {
      status: 200,
      body: { version: 1 }
    })
    await shop.intake([
      shop.sold('A1', 123450),
      shop.sold('A2', 1000),
      shop.sold('A3', 5000),
      shop.sold('A4', 999),
      shop.sold('A5', 300, { placedAt: '2026-03-09T12:00:00.000Z' }),
      shop.sold('A6', 800)
    ])
    await shop.credit({ externalId: 'R1', orderExternalId: 'A1' }, 2000)
    const rows = [
      'T1;2026/03/02 10:00;A1;交易;1.234,50;;茶',
      'T2;2026/03/02 10:01;A2;交易;6,00;;一',
      'T3;2026/03/02 10:02;A2;交易;4,00;;二',
      'T4;2026/03/02 10:03;A3;交易;40,00;;少了',
      'T5;2026/03/02 10:04;A4;交易;10,00;;差一分',
      'R1;2026/03/03 10:05;A1;退款;;20,00;退',
      'T6;2026/03/03 10:06;NONE;交易;7,00;;谁的',
      'T7;2026/03/03 10:07;A1;服务费;;7,40;',
      'T8;2026/03/09 21:00;;提现;;1.000,00;到银行',
      'T9;2026/03/03 10:08;;什么;1,00;;新词'
    ]
    // The test writes the bytes of GBK by hand: the words are few.
    const gbk = toGbk(csv(rows))
    t.match(await shop.load('ali', gbk.subarray(0, gbk.length - 40)), { status: 400 })
    const { body, status } = await shop.load('ali', gbk)
    t.equal(status, 200)
    const { id, ...statement } = body.statement
    t.match(statement, { totalMinor: 27510, periodFromOn: '2026-03-02' })
    t.same(await shop.classes(id), {
      ...{ matched: 5, amount_mismatch: 1, missing_in_ledger: 1, booked: 2, unknown_type: 1 }
    })
    const lines = (await shop.call({ url: `/v1/settlements/${id}/lines` })).body.data
    t.same(
      lines.map((one: { pass: number | null }) => one.pass),
      [2, 3, 3, 5, 4, 1, null, null, null, null]
    )
    t.equal(lines[7].orderId, lines[0].orderId, 'a fee belongs to its order')
    const costs = async () =>
      (
        await shop.engine.db
          .selectFrom('reportCostEntries')
          .selectAll()
          .orderBy('amountMinor')
          .execute()
      ).map(({ kind: of, amountMinor, orderId }) => [of, amountMinor, orderId])
    t.same(await costs(), [['fee', 740, lines[0].orderId]], 'and is its actual cost')
    const kinds = async () =>
      (await shop.discrepancies()).map((one: { kind: string }) => one.kind).sort()
    t.same(await kinds(), [
      ...['amount_mismatch', 'missing_in_ledger', 'missing_in_statement', 'pending', 'unknown_type']
    ])
    t.same(await shop.alerts(), ['reporting.settlement-difference'])
    const again = await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` })
    t.same(again.body.classes, body.statement.classes, 'matched anew it is the same')

    // The rest of A3 comes with the next statement, which tells of T6 again; A6 as well, and the order of T6 is placed.
    await shop.intake([shop.sold('NONE', 700)])
    const next = await shop.load(
      'ali',
      csv([
        'T6;2026/03/03 10:06;NONE;交易;7,00;;谁的',
        'T10;2026/03/04 10:00;A3;交易;10,00;;补',
        'T11;2026/03/04 10:00;A6;交易;8,00;;',
        'T12;2026/03/04 10:00;;推广;;3,00;',
        'T12;2026/03/04 10:00;;推广;;3,00;'
      ])
    )
    t.same(await shop.classes(next.body.statement.id), { duplicate: 2, matched: 2, booked: 1 })
    t.same(await kinds(), ['duplicate', 'pending', 'unknown_type'])
    t.same(await shop.classes(id), { matched: 7, booked: 2, unknown_type: 1 })

    const [unknown] = await shop.discrepancies('kind=unknown_type&state=open')
    const resolve = (one: string) =>
      shop.call({
        ...{ method: 'POST', url: `/v1/settlement-discrepancies/${one}/resolve` },
        body: { note: 'A gift of the platform' }
      })
    t.match(await resolve(unknown.id), { status: 200, body: { state: 'resolved', version: 2 } })
    t.match(await resolve(unknown.id), { status: 409, body: { code: 'DISCREPANCY_CLOSED' } })
    await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` })
    t.same(await kinds(), ['duplicate', 'pending'], 'what is resolved stays so')
    shop.clock.set('2026-03-14T00:00:00.000Z')
    await shop.nightly()
    t.same(await kinds(), ['duplicate', 'missing_in_statement'], 'young no longer')
    t.same(await shop.alerts(), [
      ...[
        'reporting.payout-late',
        'reporting.settlement-difference',
        'reporting.settlement-difference'
      ]
    ])
    const [payout] = (await shop.call({ url: '/v1/payouts' })).body.data.slice(-1)
    t.match(payout, { expectedMinor: 100000, expectedOn: '2026-03-10', state: 'expected' })
    const receive = { method: 'POST', url: `/v1/payouts/${payout.id}/receive` } as const
    const came = { amountMinor: 99990, receivedOn: '2026-03-12', reference: 'BANK-1' }
    t.match((await shop.call({ ...receive, body: came })).body, {
      ...{ state: 'differs', differenceMinor: -10, daysToCash: 9.99 }
    })
    t.match(await shop.call({ ...receive, body: came }), { status: 409 })
    t.notOk((await shop.alerts()).includes('reporting.payout-late'))
    t.same(await shop.findings(), [])
  })

  t.test(
    'what a statement may not be: in another currency, restated, contradicting itself',
    async (t) => {
      const shop = await open(t, kind)
      await shop.intake([shop.sold('E1', 1000, { currency: 'EUR' }), shop.sold('A1', 1000)])
      await shop.account('ali', { mapping })
      const one = 'T1;2026/03/02 10:00;A1;交易;10,00;;'
      const two = 'T2;2026/03/02 11:00;A2;交易;20,00;;'
      const refused = async (file: string, body: object, query = '') =>
        t.match(await shop.load('ali', file, query), { body })
      await refused(csv([one, 'T2;2026/03/02 10:00;E1;交易;10,00;;']), {
        ...{
          status: 422,
          code: 'STATEMENT_CURRENCY_MISMATCH',
          currency: 'CNY',
          expected: 'EUR',
          line: 4
        }
      })
      await refused(csv([one, 'T2;yesterday;A2;交易;x;;']), {
        code: 'STATEMENT_INVALID',
        faults: [
          { line: 4, column: '入账时间' },
          { line: 4, column: '收入' }
        ]
      })
      await refused(
        csv([one]),
        { code: 'STATEMENT_SUMS_DIFFER' },
        '&openingMinor=0&closingMinor=999'
      )
      await refused('a;b\n1;2\n', { code: 'STATEMENT_INVALID', faults: [{ column: '入账时间' }] })
      t.match(await shop.load('none', csv([one])), { status: 404 })
      t.equal((await shop.call({ url: '/v1/settlements' })).body.data.length, 0)
      t.same(await shop.engine.db.selectFrom('settlementLines').select('id').execute(), [])

      const { id } = (await shop.load('ali', csv([one, two]))).body.statement
      const changed = csv([one, two.replace('20,00', '21,00')])
      await refused(changed, { code: 'STATEMENT_RESTATED', statementId: id })
      t.match(await shop.load('ali', changed, `&replaces=${id}`), { body: { result: 'imported' } })
      t.match((await shop.call({ url: `/v1/settlements/${id}` })).body.supersededBy, /^stl_/)
      t.match(await shop.call({ method: 'POST', url: `/v1/settlements/${id}/reconcile` }), {
        ...{ status: 409, body: { code: 'STATEMENT_SUPERSEDED' } }
      })
      t.same(await shop.findings(), [])

      const fee = 'T3;2026/03/04 10:00;;服务费;;1,00;'
      const week = csv([one, two, fee, 'T4;2026/03/04 11:00;A9;交易;1,00;;'])
      const weekly = (await shop.load('ali', week)).body.statement
      t.same(await shop.classes(weekly.id), { duplicate: 1, booked: 1, missing_in_ledger: 2 })
      const { data } = (await shop.call({ url: '/v1/settlements?superseded=false' })).body
      const daily = data.find((statement: { id: string }) => statement.id !== weekly.id)
      await shop.load('ali', csv([two.replace('20,00', '22,00')]), `&replaces=${daily.id}`)
      t.same(
        await shop.classes(weekly.id),
        { matched: 1, booked: 1, missing_in_ledger: 2 },
        'a duplicate counts once its other one is gone'
      )
      t.same(await shop.findings(), [])

      const bad = async (body: object) => (await shop.account('bad', body)).body.field
      t.equal(await bad({}), '#/mapping')
      t.equal(await bad({ mapping: { ...mapping, zone: 'Mars' } }), '#/mapping/zone')
      const { credit: _, ...columns } = mapping.columns
      t.equal(await bad({ mapping: { ...mapping, columns } }), '#/mapping/columns')
      t.equal((await shop.account('ali', { mapping, currency: 'EUR' })).body.field, '#/currency')
      t.match(await shop.call({ url: '/v1/settlements', as: 'support' }), { status: 403 })
    }
  )

  t.test('balances: each follows from the one before, in either order of rows', async (t) => {
    const shop = await open(t, kind)
    const columns = {
      postedAt: 'at',
      amount: 'amount',
      type: 'type',
      balance: 'balance',
      fee: 'fee'
    }
    const types = { s: 'sale', r: 'refund' }
    const plain = { columns, types, dateFormat: 'ISO', rowOrder: 'newestFirst', sign: 'byType' }
    await shop.account('bank', { mapping: plain })
    const rows = [
      '2026-03-02T02:00:00Z,5.00,r,0.10,14.70',
      '2026-03-02T01:00:00Z,10.00,s,0.20,19.80'
    ]
    const file = (all: readonly string[]) => ['at,amount,type,fee,balance', ...all, ''].join('\n')
    t.match(await shop.load('bank', file([rows[0]!.replace('14.70', '14.71'), rows[1]!])), {
      ...{ status: 400, body: { faults: [{ line: 2, column: 'balance' }] } }
    })
    t.match((await shop.load('bank', file(rows))).body.statement, {
      ...{
        openingMinor: 1000,
        totalMinor: 470,
        closingMinor: 1470,
        hasBalances: true,
        lineCount: 4
      }
    })
    t.same(await shop.findings(), [])
  })
})

/** Bytes of a text in GBK: found by decoding every pair of bytes that GBK may have. */
function toGbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, number[]>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const letter = decoder.decode(Uint8Array.of(high, low))
      if (letter.length === 1 && !codes.has(letter)) codes.set(letter, [high, low])
    }
  }
  return Buffer.from([...text].flatMap((letter) => codes.get(letter) ?? [letter.charCodeAt(0)]))
}
