import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onEachDatabase } from '../../harness.ts'
import { open } from './shop.ts'

/* A real bill of WeChat Pay; it is not part of the project. Where it is absent its tests are skipped, except in CI. */
const billPath = fileURLToPath(
  new URL('../../../../shared/data/wechatpay-bill/bill.ALL.csv', import.meta.url)
)
const skip =
  existsSync(billPath) || process.env.CI === 'true'
    ? false
    : 'no ../shared/data/wechatpay-bill here'

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
      const shop = await open(t, kind, { now: '2019-02-20T04:00:00.000Z' })
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
})
