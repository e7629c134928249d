import type { ChannelCreditNote, ChannelOrder } from 'shopkeeper'
import type { Test } from 'tap'
import t from 'tap'
import { retailColumns, type Taken, takeAll, testFolder } from './flat-file-folder.ts'

const at = '2011-03-01 09:00:00'

async function take(test: Test, ...rows: string[]): Promise<Taken> {
  const folder = testFolder(test)
  folder.write('day.csv', `${[retailColumns, ...rows].join('\n')}\n`)
  return takeAll(folder.client({ settings: { mapping: 'online-retail' } }))
}

t.test('an invoice is one order; equal rows stay apart; money is exact', async (t) => {
  const taken = await take(
    t,
    `700001,M1,Blue mug,3,${at},2.675,12345.0,France`,
    `700001,M1,Blue mug,3,${at},2.675,12345.0,France`,
    `700001,B2,"Bowl, ""deep""",144,${at},0.55,12345.0,France`
  )
  t.same(taken.rejected, [])
  t.equal(taken.rows, 3)
  const [order] = taken.documents as ChannelOrder[]
  t.match(order, {
    kind: 'order',
    externalId: '700001',
    number: '700001',
    status: 'completed',
    currency: 'GBP',
    totalMinor: 803 + 803 + 7920,
    paidMinor: 803 + 803 + 7920,
    buyer: { externalId: '12345' },
    address: { lines: [], country: 'France' },
    placedAt: '2011-03-01T09:00:00.000Z'
  })
  t.match(order!.lines, [
    { externalId: '1', sku: 'M1', quantity: 3, totalMinor: 803 },
    { externalId: '2', sku: 'M1', quantity: 3, totalMinor: 803 },
    { externalId: '3', sku: 'B2', title: 'Bowl, "deep"', quantity: 144, totalMinor: 7920 }
  ])
})

t.test('a half penny is rounded up after the multiplication, not before', async (t) => {
  const taken = await take(t, `700001,A,a,1,${at},0.005,,X`, `700001,B,b,3,${at},0.005,,X`)
  const [order] = taken.documents as ChannelOrder[]
  t.same(
    order!.lines.map(({ totalMinor }) => totalMinor),
    [1, 2]
  )
})

t.test('an invoice that another one interrupts is one order with all its rows', async (t) => {
  const taken = await take(
    t,
    `700001,A,a,1,${at},1.0,,X`,
    `700002,B,b,1,${at},1.0,,X`,
    `700001,C,c,1,${at},1.0,,X`,
    `700003,D,d,1,${at},1.0,,X`
  )
  const orders = taken.documents as ChannelOrder[]
  t.equal(orders.length, 3)
  const whole = orders.find(({ externalId }) => externalId === '700001')
  t.same(
    whole!.lines.map(({ sku }) => sku),
    ['A', 'C']
  )
  t.equal(taken.rows, 4)
})

t.test('C is a credit note for a return: quantities and amounts stay below zero', async (t) => {
  const taken = await take(
    t,
    `C700009,M1,Blue mug,-2,${at},4.25,17850.0,X`,
    `C700009,D,Discount,-1,${at},0.5,17850.0,X`
  )
  t.match(taken.documents, [
    {
      kind: 'creditNote',
      externalId: 'C700009',
      reason: 'return',
      orderExternalId: null,
      buyer: { externalId: '17850' },
      lines: [
        { sku: 'M1', quantity: -2, totalMinor: -850 },
        { sku: 'D', quantity: -1, totalMinor: -50 }
      ]
    }
  ])
})

t.test('A is a debt written off, the only kind that may have a price below zero', async (t) => {
  const taken = await take(t, `A700010,B,Adjust bad debt,1,${at},-11.06,,X`)
  const [note] = taken.documents as ChannelCreditNote[]
  t.match(note, { kind: 'creditNote', reason: 'badDebt', lines: [{ totalMinor: -1106 }] })
  t.equal(note!.buyer.externalId, null)
})

t.test('an invoice without any price is a correction of stock, row by row', async (t) => {
  const taken = await take(t, `700020,M1,found,5,${at},0.0,,X`, `700020,M2,,-3,${at},0.00,,X`)
  t.match(taken.documents, [
    { kind: 'stockAdjustment', externalId: '700020:1', sku: 'M1', quantity: 5, reason: 'found' },
    { kind: 'stockAdjustment', externalId: '700020:2', quantity: -3, reason: 'correction' }
  ])
})

t.test('a quantity below zero within a sale is a correction; a free line is sold', async (t) => {
  const taken = await take(
    t,
    `700030,M1,mug,2,${at},1.0,,X`,
    `700030,M2,damaged,-4,${at},1.0,,X`,
    `700030,M3,gift,1,${at},0.0,,X`
  )
  const [order, correction] = taken.documents as [ChannelOrder, unknown]
  t.match(order, { totalMinor: 200, lines: [{ sku: 'M1' }, { sku: 'M3', totalMinor: 0 }] })
  t.match(correction, { kind: 'stockAdjustment', externalId: '700030:2', quantity: -4 })
  t.equal(taken.documents.length, 2)
})

t.test('customers: a decimal is a number, nothing is a guest, words stay', async (t) => {
  const taken = await take(
    t,
    `1,M,m,1,${at},1.0,17850.0,X`,
    `2,M,m,1,${at},1.0,,X`,
    `3,M,m,1,${at},1.0,ACME,X`,
    `4,M,m,1,${at},1.0,17850,X`
  )
  t.same(
    (taken.documents as ChannelOrder[]).map(({ buyer }) => buyer.externalId),
    ['17850', null, 'ACME', '17850']
  )
})

t.test('times are on the wall of London: summer time, the hour that is skipped', async (t) => {
  const taken = await take(
    t,
    '1,M,m,1,2011-01-15 12:00:00,1.0,,X',
    '2,M,m,1,2011-07-15 12:00:00,1.0,,X',
    '3,M,m,1,2011-03-27 01:30:00,1.0,,X'
  )
  t.same(
    (taken.documents as ChannelOrder[]).map(({ placedAt }) => placedAt),
    ['2011-01-15T12:00:00.000Z', '2011-07-15T11:00:00.000Z', '2011-03-27T01:30:00.000Z']
  )
})

t.test(
  'one bad row rejects its whole order, each bad row is reported, the others go in',
  async (t) => {
    const taken = await take(
      t,
      `700001,A,a,1,${at},1.0,,X`,
      `700002,B,b,1,${at},1.0,,X`,
      `700002,C,c,many,${at},1.0,,X`,
      `700002,D,d,1,${at},-1.0,,X`,
      `700003,E,e,1,${at},1.0,,X`
    )
    t.same(
      (taken.documents as ChannelOrder[]).map(({ externalId }) => externalId),
      ['700001', '700003']
    )
    t.match(taken.rejected, [
      { source: 'day.csv', line: 4, column: 'Quantity', reason: /^QUANTITY_INVALID/ },
      { source: 'day.csv', line: 5, column: 'UnitPrice', reason: /^PRICE_NEGATIVE/ }
    ])
    t.ok(taken.rejected.every(({ externalId }) => externalId === '700002'))
    t.equal(taken.rows, 5)
  }
)

const badRows: [what: string, row: string, column: string | null, reason: RegExp][] = [
  ['a negative price', `1,A,a,1,${at},-0.01,,X`, 'UnitPrice', /^PRICE_NEGATIVE: "-0.01"/],
  ['no price', `1,A,a,1,${at},,,X`, 'UnitPrice', /^CELL_MISSING/],
  ['a price in words', `1,A,a,1,${at},free,,X`, 'UnitPrice', /^AMOUNT_INVALID: "free"/],
  ['a price with an exponent', `1,A,a,1,${at},1e3,,X`, 'UnitPrice', /^AMOUNT_INVALID/],
  [
    'an amount beyond 2^53',
    `1,A,a,1000000,${at},999999999999.99,,X`,
    'UnitPrice',
    /^AMOUNT_INVALID.*2\^53/
  ],
  ['a quantity with a fraction', `1,A,a,1.5,${at},1.0,,X`, 'Quantity', /^QUANTITY_INVALID/],
  [
    'a quantity beyond 2^53',
    `1,A,a,9007199254740993,${at},1.0,,X`,
    'Quantity',
    /^QUANTITY_INVALID/
  ],
  ['29 February of 2011', '1,A,a,1,2011-02-29 10:00:00,1.0,,X', 'InvoiceDate', /^DATE_IMPOSSIBLE/],
  ['25 hours', '1,A,a,1,2011-02-01 25:00:00,1.0,,X', 'InvoiceDate', /^DATE_IMPOSSIBLE/],
  ['a date the other way round', '1,A,a,1,01/02/2011 10:00,1.0,,X', 'InvoiceDate', /^DATE_IMPOSS/],
  ['no SKU', `1,,a,1,${at},1.0,,X`, 'StockCode', /^CELL_MISSING/],
  ['no invoice', `,A,a,1,${at},1.0,,X`, 'InvoiceNo', /^CELL_MISSING/],
  ['a cell too few', `1,A,a,1,${at},1.0,`, null, /^ROW_SHAPE_INVALID: has 7 cells/],
  ['a cell too many', `1,A,a,1,${at},1.0,,X,Y`, null, /^ROW_SHAPE_INVALID: has 9 cells/]
]

for (const [what, row, column, reason] of badRows) {
  t.test(`${what} is reported with file, line and column; the good order goes in`, async (t) => {
    const taken = await take(t, `700001,M,m,1,${at},1.0,,X`, row, `700002,M,m,1,${at},1.0,,X`)
    t.match(taken.rejected, [{ source: 'day.csv', line: 3, column, reason }])
    t.equal(taken.documents.length, 2)
    t.equal(taken.rows, 3)
  })
}
