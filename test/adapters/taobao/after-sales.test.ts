import t from 'tap'
import type { ChannelAfterSale } from '#core/channel/documents'
import type { AfterSaleDecision } from '#core/channel/writes'
import { instantAt } from '#core/time'
import { failureOf, hourMs, readAll, start } from '../stand.ts'
import { type Account, open, type Stand } from './stand.ts'

const slice = { since: '2026-03-01T07:00:00.000Z', until: '2026-03-02T07:00:00.000Z' }
const picture = { contentType: 'image/png', bytes: Buffer.from([0x89, 0x50, 0xff, 0x00]) }
const returnAddress: Account['returnAddress'] = {
  ...{ sellerAddressId: '7001', name: '李四', mobile: '13800000000', phone: '0571-0000000' },
  ...{ postalCode: '310000', address: '浙江省杭州市文三路1号' }
}

async function caseOf(stand: Stand, externalId: string): Promise<ChannelAfterSale> {
  const { documents } = await readAll<ChannelAfterSale>(stand.client.listAfterSales!, slice)
  return documents.find((one) => one.externalId === externalId)!
}

function decision(
  { externalId, version }: { externalId: string; version: string | null },
  changed: Partial<AfterSaleDecision> = {}
): AfterSaleDecision {
  return {
    ...{ externalId, version, action: 'agree', amountMinor: null, currency: 'CNY' },
    ...{ reasonCode: null, note: 'fine', evidence: [], ...changed }
  }
}

t.test('cases: they come with their order, type, amount and version, page by page', async (t) => {
  const stand = await open(t)
  const { simulator, client } = stand
  const order = simulator.placeOrder({ lines: [{ sku: 'JAR', quantity: 2 }] })
  for (let i = 0; i < 120; i++) simulator.openAfterSale(order.externalId)
  const { externalId } = simulator.openReturn(order.externalId)
  const { documents } = await readAll<ChannelAfterSale>(client.listAfterSales!, slice)
  t.equal(new Set(documents.map((one) => one.externalId)).size, 121)
  t.match(await caseOf(stand, externalId), {
    orderExternalId: order.externalId,
    type: 'return',
    status: 'awaiting_merchant',
    rawStatus: 'WAIT_SELLER_AGREE',
    amountMinor: 11_980,
    currency: 'CNY',
    reason: '不喜欢',
    words: '与描述不符',
    lines: [{ externalId: order.lines[0]!.externalId, quantity: 2 }],
    version: String(Date.parse(start)),
    openedAt: start,
    dueAt: instantAt(Date.parse(start) + 48 * hourMs),
    modifiedAt: start
  })
})

t.test('cases: that Taobao itself looks at one is told until it is over', async (t) => {
  const stand = await open(t)
  const { simulator } = stand
  const { externalId } = simulator.openAfterSale(simulator.placeOrder().externalId)
  simulator.stepIn(externalId)
  t.match(await caseOf(stand, externalId), {
    status: 'awaiting_platform',
    rawStatus: 'WAIT_SELLER_AGREE'
  })
  simulator.withdraw(externalId)
  const { dueAt, ...over } = await caseOf(stand, externalId)
  t.match(over, { status: 'closed', rawStatus: 'CLOSED' })
  t.equal(dueAt, undefined, 'nobody has to act any more')
})

for (const shopType of ['taobao', 'tmall'] as const) {
  t.test(`cases: a refund we agree to on ${shopType} gives the money once, in fen`, async (t) => {
    const stand = await open(t, { shopType })
    const { simulator, client } = stand
    const order = simulator.placeOrder({ lines: [{ sku: 'JAR', quantity: 1 }] })
    const opened = await caseOf(stand, simulator.openAfterSale(order.externalId).externalId)
    simulator.faults.add({ kind: 'lostAnswer', operation: 'taobao.rp.refunds.agree' })
    await failureOf(client.decideAfterSale!(decision(opened), 'k'))
    t.match(await client.decideAfterSale!(decision(opened), 'k'), { status: 'done' })
    t.same(simulator.afterSale!(opened.externalId), {
      status: 'done',
      refunds: [{ amountMinor: 5990 }]
    })
    t.same(simulator.order(order.externalId)!.refunds, [{ amountMinor: 5990 }])
  })

  t.test(
    `cases: a return on ${shopType} is agreed to, and paid once the goods are back`,
    async (t) => {
      const stand = await open(t, { shopType, returnAddress })
      const { simulator, client, connect } = stand
      const order = simulator.placeOrder()
      const { externalId } = simulator.openReturn(order.externalId)
      const opened = await caseOf(stand, externalId)
      const without = connect({ returnAddress: undefined })
      t.match(await without.decideAfterSale!(decision(opened), 'k'), {
        status: 'rejected',
        code: 'RETURN_ADDRESS_MISSING',
        reason: /returnAddress/
      })
      t.match(await client.decideAfterSale!(decision(opened), 'k'), { status: 'done' })
      t.same(simulator.afterSale!(externalId), { status: 'awaiting_return', refunds: [] })
      t.match(await client.decideAfterSale!(decision(opened), 'k'), { status: 'done' })
      simulator.sendBack(externalId)
      t.match(
        await client.decideAfterSale!(decision(opened), 'k'),
        { status: 'rejected', code: 'VERSION_OLD', class: 'conflict' },
        'the same agreement again is not one to pay'
      )
      const back = await caseOf(stand, externalId)
      t.equal(back.status, 'awaiting_receipt')
      const some = decision(back, { amountMinor: 1000 })
      t.match(await client.decideAfterSale!(some, 'k2'), { status: 'done' })
      t.same(simulator.afterSale!(externalId)!.refunds, [{ amountMinor: 1000 }])
    }
  )
}

t.test('cases: one that has changed since it was decided on is not touched', async (t) => {
  const stand = await open(t)
  const { simulator, client, clock } = stand
  const { externalId } = simulator.openAfterSale(simulator.placeOrder().externalId)
  const opened = await caseOf(stand, externalId)
  clock.advance(hourMs)
  simulator.sendBack(externalId)
  t.match(await client.decideAfterSale!(decision(opened), 'k'), { code: 'VERSION_OLD' })
  t.same(simulator.afterSale!(externalId)!.refunds, [])
  t.match(await client.decideAfterSale!(decision({ externalId: '1', version: null }), 'k'), {
    status: 'rejected',
    class: 'gone'
  })
})

t.test('cases: more than was asked for is refused by the platform, in its words', async (t) => {
  const stand = await open(t)
  const { simulator, client } = stand
  const { externalId } = simulator.openAfterSale(simulator.placeOrder().externalId)
  const opened = await caseOf(stand, externalId)
  const tooMuch = decision(opened, { amountMinor: 1_000_000 })
  t.match(await client.decideAfterSale!(tooMuch, 'k'), {
    status: 'rejected',
    code: 'OP_FAILURE_UE',
    reason: /amount/
  })
})

t.test('cases: one we refuse is refused there, once, with a picture or without', async (t) => {
  const stand = await open(t)
  const { simulator, client } = stand
  for (const evidence of [[], [picture]]) {
    const { externalId } = simulator.openAfterSale(simulator.placeOrder().externalId)
    const opened = await caseOf(stand, externalId)
    const refusal = decision(opened, { action: 'refuse', note: '已使用一个月', evidence })
    t.match(await client.decideAfterSale!(refusal, 'k'), { status: 'done' })
    t.match(await client.decideAfterSale!(refusal, 'k'), { status: 'done' })
    t.equal(simulator.afterSale!(externalId)!.status, 'refused')
  }
  const refusals = simulator.calls.filter(({ operation }) => operation === 'taobao.refund.refuse')
  t.equal(refusals.length, 2)
})

t.test('cases: Tmall wants proof and one of its reasons, which are told', async (t) => {
  const stand = await open(t, { shopType: 'tmall' })
  const { simulator, client } = stand
  const { externalId } = simulator.openAfterSale(simulator.placeOrder().externalId)
  const opened = await caseOf(stand, externalId)
  const refuse = (changed: Partial<AfterSaleDecision>) =>
    client.decideAfterSale!(decision(opened, { action: 'refuse', ...changed }), 'k')
  const tooLarge = { ...picture, bytes: Buffer.alloc(130_001) }
  t.match(await refuse({}), { code: 'EVIDENCE_MISSING' })
  t.match(await refuse({ evidence: [picture, picture] }), { code: 'EVIDENCE_TOO_MANY' })
  t.match(await refuse({ evidence: [tooLarge] }), { code: 'EVIDENCE_UNFIT', reason: /130000/ })
  t.match(await refuse({ evidence: [picture], note: 'x' }), { code: 'NOTE_LENGTH' })
  t.match(await refuse({ evidence: [picture] }), { code: 'REASON_MISSING', reason: /110 商品/ })
  t.equal(simulator.afterSale!(externalId)!.status, 'awaiting_merchant')
  t.match(await refuse({ evidence: [picture], reasonCode: '110' }), { status: 'done' })
  t.equal(simulator.afterSale!(externalId)!.status, 'refused')
})
