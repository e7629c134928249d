import t from 'tap'
import type { ChannelAfterSale } from '#core/channel/documents'
import type { MessageWrite } from '#core/channel/writes'
import { hourMs } from '../stand.ts'
import { open, type Stand } from './stand.ts'

function message(orderExternalId: string, changed: Partial<MessageWrite> = {}): MessageWrite {
  const text = 'It leaves tomorrow.'
  return { messageId: 'msg_1', orderExternalId, template: null, text, ...changed }
}

t.test('messages: sent by type, as far as Amazon allows', async (t) => {
  const { simulator, client } = await open(t)
  const { externalId } = simulator.placeOrder()
  const send = (changed?: Partial<MessageWrite>) =>
    client.sendMessage!(message(externalId, changed), 'k')
  t.match(await send(), { status: 'done' })
  t.match(await send({ template: 'digitalAccessKey', text: 'KEY' }), { status: 'done' })
  t.same(simulator.sentMessages!(externalId), ['It leaves tomorrow.', 'KEY'])
  t.match(await send({ template: 'poem' }), {
    code: 'TEMPLATE_UNKNOWN',
    reason: /confirmOrderDetails, confirmDeliveryDetails/
  })
  t.match(await send({ text: 'x'.repeat(2001) }), { code: 'TEXT_TOO_LONG', reason: /2000/ })
  t.equal(simulator.sentMessages!(externalId).length, 2)
})

t.test('messages: one whose answer is lost is not sent again, and somebody is told', async (t) => {
  const { simulator, client } = await open(t)
  const { externalId } = simulator.placeOrder()
  simulator.faults.add({ kind: 'lostAnswer', operation: 'createConfirmOrderDetails' })
  t.match(await client.sendMessage!(message(externalId), 'k'), {
    status: 'rejected',
    code: 'SENT_OR_NOT',
    class: 'conflict',
    reason: /Seller Central/
  })
  t.equal(simulator.sentMessages!(externalId).length, 1)
  simulator.faults.add({ kind: 'lostAnswer' })
  await t.rejects(client.sendMessage!(message(externalId), 'k'), 'asking what is allowed may fail')
  t.equal(simulator.sentMessages!(externalId).length, 1)
  await simulator.stop()
  await t.rejects(client.sendMessage!(message(externalId), 'k'))
})

async function readReturns({ client, clock }: Stand) {
  const slice = { since: clock.after(-hourMs), until: clock.after(hourMs) }
  const returns: ChannelAfterSale[] = []
  let pageToken: string | null = null
  let pages = 0
  do {
    const page: Awaited<ReturnType<NonNullable<typeof client.listAfterSales>>> =
      await client.listAfterSales!({ slice, pageToken })
    returns.push(...(page.documents as ChannelAfterSale[]))
    pageToken = page.next
    pages++
  } while (pageToken !== null)
  return { returns, pages }
}

t.test('returns: each list of a location and status is read to its end', async (t) => {
  const stand = await open(t)
  const { externalId } = stand.simulator.placeOrder()
  const opened = Array.from({ length: 130 }, () => stand.simulator.openAfterSale!(externalId))
  const { returns, pages } = await readReturns(stand)
  t.equal(pages, 16, 'fifteen statuses, one of them with two pages')
  t.same(
    new Set(returns.map((one) => one.externalId)),
    new Set(opened.map((one) => one.externalId))
  )
  t.match(returns[0], {
    kind: 'afterSale',
    orderExternalId: externalId,
    type: 'return',
    status: 'awaiting_return',
    lines: [{ quantity: 1, sku: /./ }],
    openedAt: /Z$/,
    rawStatus: 'CREATED',
    amountMinor: null,
    reason: 'No longer needed'
  })
  t.match(stand.simulator.afterSale!(opened[0]!.externalId), { status: 'awaiting_return' })
})
