import t from 'tap'
import { spreadRefund } from '../../../adapters/shopify/map/refund.ts'
import { hourMs } from '../stand.ts'
import { open, type Stand } from './stand.ts'

async function withReturn(t: Parameters<typeof open>[0], settings = {}) {
  const stand = await open(t, settings)
  const order = stand.simulator.placeOrder({ lines: [{ sku: 'POT-GLASS', quantity: 2 }] })
  const { externalId } = stand.simulator.openAfterSale!(order.externalId)
  const decision = {
    externalId,
    version: null,
    amountMinor: null,
    currency: 'EUR',
    reasonCode: null,
    note: 'fine',
    evidence: []
  }
  return { ...stand, order, externalId, decision }
}

const list = ({ client, clock }: Stand) =>
  client.listAfterSales!({
    slice: { since: clock.after(-hourMs), until: clock.after(60_000) },
    pageToken: null
  })

t.test('listAfterSales: returns come by their orders, and orders without any do not', async (t) => {
  const stand = await withReturn(t)
  stand.simulator.placeOrder()
  t.match((await list(stand)).documents, [
    {
      kind: 'afterSale',
      externalId: stand.externalId,
      orderExternalId: stand.order.externalId,
      type: 'return',
      status: 'awaiting_merchant',
      rawStatus: 'REQUESTED',
      amountMinor: 2990,
      currency: 'EUR',
      reason: 'Defective',
      words: 'It leaks.',
      lines: [{ sku: 'POT-GLASS', quantity: 1 }]
    }
  ])
})

t.test(
  'agree: the return is approved and the money given back once, though answers are lost',
  async (t) => {
    const stand = await withReturn(t)
    const { client, simulator, externalId, decision } = stand
    const agree = () => client.decideAfterSale!({ ...decision, action: 'agree' }, 'k1')
    for (const operation of ['approveReturn', 'createRefund']) {
      simulator.faults.add({ kind: 'lostAnswer', operation })
      await t.rejects(agree())
    }
    t.match(await agree(), { status: 'done', externalId })
    t.same(simulator.afterSale!(externalId), {
      status: 'awaiting_return',
      refunds: [{ amountMinor: 2990 }]
    })
  }
)

t.test('agree: with refundsOnAgree off, the return is approved and no money moves', async (t) => {
  const { client, simulator, externalId, decision } = await withReturn(t, { refundsOnAgree: false })
  t.match(await client.decideAfterSale!({ ...decision, action: 'agree' }, 'k1'), { status: 'done' })
  t.same(simulator.afterSale!(externalId), { status: 'awaiting_return', refunds: [] })
})

t.test('refuse: a return is declined with a reason that Shopify knows', async (t) => {
  const { client, simulator, externalId, decision } = await withReturn(t)
  const refuse = (reasonCode: string | null) =>
    client.decideAfterSale!({ ...decision, action: 'refuse', reasonCode }, 'k1')
  t.match(await refuse('NO'), { status: 'rejected', code: 'REASON_UNKNOWN', reason: /FINAL_SALE/ })
  t.match(await refuse('FINAL_SALE'), { status: 'done' })
  t.match(await refuse('FINAL_SALE'), { status: 'done' }, 'and again')
  t.equal(simulator.afterSale!(externalId)!.status, 'refused')
  const agree = await client.decideAfterSale!({ ...decision, action: 'agree' }, 'k2')
  t.match(agree, { status: 'rejected', class: 'conflict' })
  const gone = await client.decideAfterSale!({ ...decision, externalId: '9', action: 'agree' }, 'k')
  t.match(gone, { status: 'rejected', code: 'RETURN_GONE' })
})

t.test('refund: the money goes back once, with the same key and with another', async (t) => {
  const { client, simulator, order } = await withReturn(t)
  const refund = (key: string, changed = {}) =>
    client.refund!(
      {
        refundId: 'ref_1',
        orderExternalId: order.externalId,
        amountMinor: 100,
        currency: 'EUR',
        reason: 'a scratch',
        lines: [],
        ...changed
      },
      key
    )
  simulator.faults.add({ kind: 'lostAnswer', operation: 'createRefund' })
  await t.rejects(refund('k1'))
  t.match(await refund('k1'), { status: 'done' })
  t.match(await refund('much later'), { status: 'done' })
  t.same(simulator.order(order.externalId)!.refunds, [{ amountMinor: 100 }])
  const tooMuch = { refundId: 'ref_2', amountMinor: order.totalMinor }
  t.match(await refund('k2', tooMuch), { code: 'REFUND_TOO_LARGE', class: 'conflict' })
  const foreign = { refundId: 'ref_3', currency: 'USD' }
  t.match(await refund('k3', foreign), { code: 'CURRENCY_FOREIGN' })
  t.match(await refund('k4', { orderExternalId: '9' }), { code: 'ORDER_GONE' })
})

t.test('spreadRefund: several payments give back in turn, each what is left of it', (t) => {
  const payment = (id: string, kind: string, amount: string, of: string | null = null) => ({
    id,
    kind,
    status: 'SUCCESS',
    gateway: 'g',
    amountSet: { presentmentMoney: { amount, currencyCode: 'EUR' } },
    parentTransaction: of === null ? null : { id: of }
  })
  const order = {
    presentmentCurrencyCode: 'EUR',
    refunds: [],
    transactions: [
      payment('a', 'SALE', '10.00'),
      payment('r', 'REFUND', '4.00', 'a'),
      payment('h', 'AUTHORIZATION', '5.00'),
      payment('b', 'CAPTURE', '5.00', 'h')
    ]
  }
  const spread = (amountMinor: number) =>
    spreadRefund(order, { amountMinor, currency: 'EUR', refundId: 'r1' })
  t.same(spread(800), [
    { id: 'a', gateway: 'g', amount: '6.00' },
    { id: 'b', gateway: 'g', amount: '2.00' }
  ])
  t.match(spread(1101), { status: 'rejected', reason: /no more than 11.00 EUR/ })
  t.end()
})
