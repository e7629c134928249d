import { agree, placeOrders, type Scenario } from '../scenario.ts'
import type { Account, Stand } from '../stand.ts'
import type { KitTest } from '../subject.ts'

/** The smallest picture there is. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function withCase(t: KitTest, stand: Stand) {
  const account = await stand.account(t)
  const [order] = placeOrders(stand, account, 1)
  await agree(t, stand, account)
  const { externalId } = account.simulator.openAfterSale!(order!.externalId)
  await recordOf(stand, account, 'afterSale', externalId)
  return { account, orderId: order!.externalId, externalId }
}

/** Waits for a record of the platform, pulling from time to time. */
async function recordOf(stand: Stand, account: Account, kind: string, externalId: string) {
  const find = () =>
    stand.engine.db
      .selectFrom('channelRecords')
      .selectAll()
      .where('channelId', '=', account.channelId)
      .where('kind', '=', kind as 'afterSale')
      .where('externalId', '=', externalId)
      .executeTakeFirst()
  const isHere = async () => (await find()) !== undefined
  await stand.untilPulled(account, isHere, `the ${kind} ${externalId}`)
  return (await find())!
}

/** Asks the API for a write and waits until it is at its end. Returns how it ended. */
async function write(stand: Stand, url: string, body: object) {
  const answer = await stand.call('POST', url, body)
  if (answer.status !== 202) throw new Error(`${url}: ${JSON.stringify(answer.body)}`)
  const { id } = answer.body
  const find = () =>
    stand.engine.db
      .selectFrom('channelWrites')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  await stand.until(async () => ['done', 'rejected'].includes((await find()).state), url)
  return find()
}

/** Cases of return and refund, and money given back. */
export const cases: Scenario[] = [
  {
    name: 'a case that a buyer opens is kept, with its order',
    needs: ({ afterSales }) => afterSales !== false,
    async run(t, stand) {
      const { account, orderId, externalId } = await withCase(t, stand)
      const record = await recordOf(stand, account, 'afterSale', externalId)
      t.equal(record.orderExternalId, orderId)
    }
  },
  {
    name: 'a case that we agree to gives the money back once, though the answer is lost',
    needs: ({ afterSales }) => afterSales !== false && afterSales.agree,
    async run(t, stand) {
      const { account, externalId } = await withCase(t, stand)
      account.simulator.faults.add({ kind: 'lostAnswer' })
      const url = `/v1/channels/${account.channelId}/after-sales/decide`
      const { state } = await write(stand, url, { externalId, action: 'agree', note: 'fine' })
      t.equal(state, 'done')
      t.equal(account.simulator.afterSale!(externalId)!.refunds.length, 1)
    }
  },
  {
    name: 'a case that we refuse is refused there',
    needs: ({ afterSales }) => afterSales !== false && afterSales.refuse,
    async run(t, stand) {
      const { account, externalId } = await withCase(t, stand)
      const url = `/v1/channels/${account.channelId}/after-sales/decide`
      const picture = { contentType: 'image/png', base64: onePixel }
      const body = { externalId, action: 'refuse', note: 'worn for a month', evidence: [picture] }
      const { state } = await write(stand, url, body)
      t.equal(state, 'done')
      t.equal(account.simulator.afterSale!(externalId)!.status, 'refused')
    }
  },
  {
    name: 'a refund whose answer is lost gives the money back once',
    needs: ({ refunds }) => refunds !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const [order] = placeOrders(stand, account, 1)
      await agree(t, stand, account)
      account.simulator.faults.add({ kind: 'lostAnswer' })
      const { externalId, currency } = order!
      const url = `/v1/channels/${account.channelId}/refunds`
      const body = { orderExternalId: externalId, amountMinor: 100, currency, reason: 'a scratch' }
      const { state } = await write(stand, url, body)
      t.equal(state, 'done')
      const { refunds } = account.simulator.order(externalId)!
      t.same(
        refunds.map(({ amountMinor }) => amountMinor),
        [100]
      )
    }
  },
  {
    name: 'a review comes in, and our reply goes out',
    needs: ({ reviews }) => reviews !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const { externalId } = account.simulator.addReview!(account.simulator.products[0]!.sku)
      await recordOf(stand, account, 'review', externalId)
      const { reviews } = stand.subject.adapter.capabilities
      if (reviews === false || !reviews.reply) return void t.comment('it takes no replies')
      const url = `/v1/channels/${account.channelId}/reviews/reply`
      const body = { reviewExternalId: externalId, text: 'Thank you.' }
      const { state } = await write(stand, url, body)
      t.equal(state, 'done')
      t.equal(account.simulator.reviewReply!(externalId), 'Thank you.')
    }
  },
  {
    name: 'figures of a day come in, and told anew they replace what was told',
    needs: ({ traffic = false }) => traffic !== false,
    async run(t, stand) {
      const account = await stand.account(t)
      const day = new Date().toISOString().slice(0, 10)
      const { externalId } = account.simulator.tellVisitors!(day, 120)
      const first = await recordOf(stand, account, 'traffic', externalId)
      t.match(JSON.parse(first.document), { dayOn: day, visitors: 120 })
      account.simulator.tellVisitors!(day, 150)
      const isAnew = async () => {
        const { document } = await recordOf(stand, account, 'traffic', externalId)
        return JSON.parse(document).visitors === 150
      }
      await stand.untilPulled(account, isAnew, 'figures that are told anew')
    }
  },
  {
    name: 'a message reaches the buyer once, though the answer is lost',
    needs: ({ messages }) => messages !== false && messages.send,
    async run(t, stand) {
      const account = await stand.account(t)
      const [order] = placeOrders(stand, account, 1)
      await agree(t, stand, account)
      const { externalId } = order!
      account.simulator.faults.add({ kind: 'lostAnswer' })
      const url = `/v1/channels/${account.channelId}/messages`
      const body = { orderExternalId: externalId, text: 'It leaves tomorrow.' }
      const { state } = await write(stand, url, body)
      // A platform that does not show what it was sent cannot be asked again: a person has to look.
      t.ok(['done', 'rejected'].includes(state), state)
      const sent = account.simulator.sentMessages!(externalId).length
      t.ok(sent === 1 || (sent === 0 && state === 'rejected'), `${sent} arrived`)
    }
  }
]
