import t from 'tap'
import type { ChannelReview } from '#core/channel/documents'
import { failureOf, readAll } from '../stand.ts'
import { open } from './stand.ts'

const slice = { since: '2026-03-01T07:00:00.000Z', until: '2026-03-02T07:00:00.000Z' }

t.test('reviews: they come in, and one is answered once though the answer is lost', async (t) => {
  const { simulator, client } = await open(t)
  for (let i = 0; i < 160; i++) simulator.addReview('CUP-WHITE')
  const { externalId } = simulator.addReview('JAR')
  const { documents } = await readAll<ChannelReview>(client.listReviews!, slice)
  t.equal(new Set(documents.map((one) => one.externalId)).size, 161)
  t.match(
    documents.find((one) => one.externalId === externalId),
    {
      externalListingId: simulator.listingOf('JAR'),
      rating: 5,
      text: '很好',
      reply: null
    }
  )
  const reply = { reviewExternalId: externalId, text: '谢谢' }
  simulator.faults.add({ kind: 'lostAnswer', operation: 'taobao.traderate.explain.add' })
  await failureOf(client.replyToReview!(reply, 'k'))
  t.match(await client.replyToReview!(reply, 'k'), { status: 'done' })
  t.equal(simulator.reviewReply!(externalId), '谢谢')
  t.match(await client.replyToReview!({ ...reply, text: '再次感谢' }, 'k2'), {
    status: 'rejected',
    code: 'ALREADY_ANSWERED',
    class: 'conflict'
  })
  t.match(await client.replyToReview!({ ...reply, text: 'x'.repeat(501) }, 'k3'), {
    code: 'REPLY_TOO_LONG'
  })
  t.match(await client.replyToReview!({ reviewExternalId: '1', text: 'x' }, 'k4'), {
    status: 'rejected',
    class: 'gone'
  })
})

t.test('hints: they wait until they are confirmed, and come again until then', async (t) => {
  const { simulator, client } = await open(t)
  const { externalId } = simulator.placeOrder()
  simulator.queueHint(externalId)
  t.same(await client.takeHints!(), { hints: [], receipt: null }, 'nothing without a permit')
  await client.subscribe!('queue')
  simulator.queueHint(externalId)
  simulator.queueHint(externalId)
  const { hints, receipt } = await client.takeHints!()
  const topic = 'taobao_trade_TradeBuyerPay'
  t.match(hints, [
    { topic, externalId },
    { topic, externalId }
  ])
  t.equal(new Set(hints.map(({ deliveryId }) => deliveryId)).size, 2)
  t.same((await client.takeHints!()).hints, hints)
  await client.confirmHints!(receipt!)
  t.same(await client.takeHints!(), { hints: [], receipt: null })
})

t.test(
  'hints: messages about another seller are left for the account they are meant for',
  async (t) => {
    const { simulator, client, connect } = await open(t)
    await client.subscribe!('queue')
    simulator.queueHint(simulator.placeOrder().externalId)
    t.same(await connect({ userId: '42' }).takeHints!(), { hints: [], receipt: null })
    t.equal((await client.takeHints!()).hints.length, 1)
  }
)
