import type { ChannelOrder } from 'shopkeeper'
import type { Test } from 'tap'
import t from 'tap'
import { type Taken, takeAll, testFolder } from './flat-file-folder.ts'

async function take(
  test: Test,
  content: string | Buffer,
  settings: Record<string, unknown> = {}
): Promise<Taken> {
  const folder = testFolder(test)
  folder.write('orders.csv', content)
  return takeAll(folder.client({ settings }))
}

const generic = (...rows: string[]) =>
  ['order,placed_at,sku,quantity,unit_price,status,currency,discount,shipping', ...rows].join('\n')

t.test(
  'generic: order values stand in the first row that has one; discounts are shared',
  async (t) => {
    const taken = await take(
      t,
      generic(
        'N1,2026-03-01T08:00:00+08:00,MUG,3,100.00,paid,CNY,10,5',
        'N1,,LAMP,1,50.00,,,,',
        'N2,2026-03-01,MUG,1,9,Awaiting Payment,JPY,,'
      )
    )
    t.same(taken.rejected, [])
    const [first, second] = taken.documents as ChannelOrder[]
    t.match(first, {
      externalId: 'N1',
      status: 'paid',
      currency: 'CNY',
      placedAt: '2026-03-01T00:00:00.000Z',
      shippingMinor: 500,
      discountMinor: 1000,
      totalMinor: 30_000 + 5000 + 500 - 1000,
      paidMinor: 34_500,
      buyer: { externalId: null },
      address: null
    })
    t.match(first!.lines, [
      { sku: 'MUG', quantity: 3, unitPriceMinor: 10_000, totalMinor: 30_000, discountMinor: 857 },
      { sku: 'LAMP', quantity: 1, totalMinor: 5000, discountMinor: 143 }
    ])
    t.match(second, { status: 'awaiting_payment', rawStatus: 'Awaiting Payment', paidMinor: 0 })
    t.match(second, { currency: 'JPY', totalMinor: 9 }, 'yen have no minor unit')
  }
)

t.test('generic: without a column for it an order is as new as its file', async (t) => {
  const taken = await take(t, generic('N1,2020-01-01,MUG,1,1,,,,'))
  const [order] = taken.documents as ChannelOrder[]
  t.ok(order!.modifiedAt > '2026-01-01')
  t.equal(order!.placedAt, '2020-01-01T00:00:00.000Z')
})

t.test('generic: an unknown currency and an unknown status', async (t) => {
  const taken = await take(
    t,
    generic('N1,2026-01-01,MUG,1,1,paid,XXQ,,', 'N2,2026-01-01,MUG,1,1,teleported,,,')
  )
  t.match(taken.rejected, [{ line: 2, column: 'currency', reason: /^CURRENCY_UNKNOWN: "XXQ"/ }])
  t.match(taken.documents, [{ externalId: 'N2', status: 'unmapped', rawStatus: 'teleported' }])
})

t.test(
  'generic: a fault of the order and one of its first line are two rows at most',
  async (t) => {
    const taken = await take(
      t,
      generic('N1,2026-02-30,MUG,1,1,,,,', 'N1,,LAMP,x,1,,,,', 'N2,2026-02-30,MUG,x,1,,,,')
    )
    t.match(taken.rejected, [
      { line: 2, column: 'placed_at', externalId: 'N1' },
      { line: 3, column: 'quantity', externalId: 'N1' },
      { line: 4, column: 'quantity', externalId: 'N2' }
    ])
    t.equal(taken.documents.length, 0)
  }
)

t.test('inline mapping: own columns, words, dates, decimal comma, semicolons', async (t) => {
  const mapping = {
    columns: {
      order: 'Bestellnummer',
      placedAt: 'Datum',
      sku: 'Artikel',
      quantity: 'Menge',
      lineTotal: 'Betrag',
      status: 'Status',
      tax: 'Steuer'
    },
    dateFormat: 'dd.MM.yyyy HH:mm',
    statusWords: { versandt: 'shipped' },
    pricesIncludeTax: false
  }
  const content = [
    'Bestellnummer;Datum;Artikel;Menge;Betrag;Status;Steuer',
    'B1;15.07.2026 12:00;Tasse;2;1.234,50;versandt;234,56'
  ].join('\n')
  const settings = { mapping, delimiter: ';', decimal: ',', zone: 'Europe/Berlin', currency: 'EUR' }
  const taken = await take(t, content, settings)
  t.same(taken.rejected, [])
  t.match(taken.documents, [
    {
      status: 'shipped',
      currency: 'EUR',
      placedAt: '2026-07-15T10:00:00.000Z',
      taxMinor: 23_456,
      totalMinor: 123_450 + 23_456,
      lines: [{ sku: 'Tasse', quantity: 2, totalMinor: 123_450, unitPriceMinor: null }]
    }
  ])
})

t.test(
  'inline mapping: a point in a file with decimal commas is never a decimal point',
  async (t) => {
    const taken = await take(t, generic('N1,2026-01-01,MUG,1,1.5,,,,'), { decimal: ',' })
    t.match(taken.rejected, [{ column: 'unit_price', reason: /^AMOUNT_INVALID/ }])
  }
)

t.test(
  'encoding: GB 18030 is read as what it is, and bytes outside of it are refused',
  async (t) => {
    const chinese = Buffer.concat([
      Buffer.from('order,placed_at,sku,quantity,unit_price,title\nN1,2026-01-01,A,1,1,'),
      Buffer.from([0xb1, 0xad, 0xd7, 0xd3])
    ])
    const taken = await take(t, chinese, { encoding: 'gb18030' })
    t.match(taken.documents, [{ lines: [{ title: '杯子' }] }])
    const cut = await take(t, chinese.subarray(0, -1), { encoding: 'gb18030' })
    t.match(cut.rejected, [{ reason: /^FILE_ENCODING_INVALID: near byte \d+/ }])
  }
)

t.test(
  'listings: with a folder to write to, SKUs are listings; without one they are not',
  async (t) => {
    const content = generic('N1,2026-01-01,MUG,1,1,,,,')
    const listed = await take(t, content, { outFolder: '/tmp' })
    t.match(listed.documents, [{ lines: [{ externalListingId: 'MUG' }] }])
    const unlisted = (await take(t, content)).documents as ChannelOrder[]
    t.notOk('externalListingId' in unlisted[0]!.lines[0]!)
  }
)

const shopify = (...rows: string[]) =>
  [
    'Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,' +
      'Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Shipping Name,Shipping Address1,' +
      'Shipping City,Shipping Zip,Shipping Country,Cancelled at,Notes',
    ...rows
  ].join('\n')

t.test('shopify-export: one order over two rows', async (t) => {
  const taken = await take(
    t,
    shopify(
      '#1001,a@example.com,paid,fulfilled,USD,30.00,5.00,2.40,35.00,0.00,2026-03-01 10:00:00 -0500,' +
        '2,Mug - Blue,10.00,MUG-B,0.00,Ann,1 Main St,Springfield,12345,US,,Please ring',
      '#1001,a@example.com,,,,,,,,,2026-03-01 10:00:00 -0500,1,Bowl,10.00,,0.00,,,,,,,',
      '#1002,b@example.com,pending,unfulfilled,USD,10.00,0.00,0.00,10.00,0.00,2026-03-02 10:00:00 -0500,' +
        '1,Bowl,10.00,BOWL,0.00,,,,,,,',
      '#1003,c@example.com,refunded,unfulfilled,USD,10.00,0.00,0.00,10.00,0.00,2026-03-02 10:00:00 -0500,' +
        '1,Bowl,10.00,BOWL,0.00,,,,,,2026-03-03 10:00:00 -0500,'
    ),
    { mapping: 'shopify-export' }
  )
  t.same(taken.rejected, [])
  t.match(taken.documents, [
    {
      externalId: '#1001',
      status: 'shipped',
      rawStatus: 'paid/fulfilled',
      placedAt: '2026-03-01T15:00:00.000Z',
      totalMinor: 3500,
      taxMinor: 240,
      paidMinor: 3500,
      buyer: { email: 'a@example.com' },
      address: { recipient: 'Ann', lines: ['1 Main St'], city: 'Springfield', country: 'US' },
      note: 'Please ring',
      lines: [
        { sku: 'MUG-B', quantity: 2, totalMinor: 2000 },
        { sku: 'Bowl', quantity: 1, totalMinor: 1000 }
      ]
    },
    { externalId: '#1002', status: 'awaiting_payment', paidMinor: 0 },
    { externalId: '#1003', status: 'canceled', rawStatus: 'refunded/unfulfilled/cancelled' }
  ])
})
