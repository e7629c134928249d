import fc from 'fast-check'
import { manualClock } from '#core/time'
import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildShop, type Shop } from './shop.ts'

interface Line {
  id: string
  quantity: number
  canceledQuantity: number
  totalMinor: number
}

interface Order {
  id: string
  state: string
  paymentState: string
  totalMinor: number
  shippingMinor: number
  paidMinor: number
  refundedMinor: number
  splitFrom: string | null
  lines: Line[]
}

const skus = ['MUG', 'CUP']
const stock = { MUG: 1_000_000, CUP: 1_000_000 }

async function orderNow({ call }: Shop, id: string): Promise<Order> {
  return (await call({ url: `/v1/orders/${id}` })).body
}

/** Gives money back: for units of a line, or for nothing but money. */
async function refund(
  { engine }: Shop,
  orderId: string,
  amountMinor: number,
  given?: { line: Line; quantity: number }
): Promise<void> {
  refunds++
  const lines = given
    ? [
        {
          ...{ orderLineId: given.line.id, sku: 'MUG', title: 'Mug' },
          ...{ quantity: given.quantity, amountMinor }
        }
      ]
    : []
  const note = {
    ...{ externalId: `ref-${refunds}`, orderId, currency: 'CNY', shippingMinor: 0, lines },
    reason: given ? ('return' as const) : ('compensation' as const),
    otherMinor: given ? 0 : amountMinor
  }
  await engine.transaction((tx) => engine.use('orders').issueCreditNotes(tx, [note]))
}
let refunds = 0

const heldOf = ({ paidMinor, refundedMinor }: Order) => Math.max(0, paidMinor - refundedMinor)

/** What is left of an order costs, with lines whose discounts are their own. */
function worthOf({ lines, shippingMinor }: Order, givenUp: ReadonlyMap<string, number>): number {
  return lines.reduce((sum, { id, quantity, canceledQuantity, totalMinor }) => {
    const gone = Math.min(quantity, Math.max(canceledQuantity, givenUp.get(id) ?? 0))
    return sum + totalMinor - (gone === 0 ? 0 : Math.round((totalMinor * gone) / quantity))
  }, shippingMinor)
}

onEachDatabase(async (t, kind) => {
  t.test('due: a payment that was given back is due again, or the order is closed', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildShop(t, kind, stock, { clock, orders: { unpaidAfterMinutes: 60 } })
    const place = async () => {
      const { body } = await shop.place({ lines: [{ sku: 'MUG', quantity: 2 }] })
      await shop.act(body.id, 'confirm-payment', { amountMinor: 1600 })
      await refund(shop, body.id, 1600)
      t.match(await orderNow(shop, body.id), { paymentState: 'unpaid', refundedMinor: 1600 })
      return body.id
    }
    const [paid, forgotten] = [await place(), await place()]
    const much = await shop.act(paid, 'confirm-payment', { amountMinor: 2001 })
    t.match(much, { status: 409, body: { code: 'PAYMENT_EXCEEDS_DUE', dueMinor: 2000 } })
    const some = await shop.act(paid, 'confirm-payment', { amountMinor: 400 })
    t.match(some.body, { state: 'awaiting_payment', paymentState: 'partially_paid' })
    const rest = await shop.act(paid, 'confirm-payment', {})
    t.match(rest.body, { state: 'allocated', paidMinor: 3600, paymentState: 'paid' })
    clock.set('2026-03-01T02:00:00.000Z')
    await runJob(shop.engine, 'orders.close-unpaid', {})
    t.match(await orderNow(shop, paid), { state: 'allocated' })
    t.match(await orderNow(shop, forgotten), { state: 'closed' })
    t.same(await shop.findings(), [])
  })

  t.test(
    'due: what is canceled is not asked for, and a refund of it is not due again',
    async (t) => {
      const shop = await buildShop(t, kind, stock)
      const lines = [
        { sku: 'MUG', quantity: 1 },
        { sku: 'CUP', quantity: 3, unitPriceMinor: 335, discountMinor: 5 }
      ]
      const { body: order } = await shop.place({ lines, shippingMinor: 200 })
      const [mug, cup] = order.lines
      const cancel = (quantity: number, line = cup) =>
        shop.act(order.id, 'cancel', { lines: [{ lineId: line.id, quantity }] })
      await cancel(1)
      const much = await shop.act(order.id, 'confirm-payment', { amountMinor: 1868 })
      t.match(much, { status: 409, body: { code: 'PAYMENT_EXCEEDS_DUE', dueMinor: 1867 } })
      await shop.act(order.id, 'confirm-payment', { amountMinor: 1300 })
      await cancel(1, mug)
      t.match(await orderNow(shop, order.id), { state: 'allocated', paymentState: 'paid' })
      const { body: other } = await shop.place({ lines: [{ sku: 'MUG', quantity: 2 }] })
      await shop.act(other.id, 'confirm-payment', { amountMinor: 1600 })
      await refund(shop, other.id, 1000, { line: other.lines[0], quantity: 1 })
      await shop.act(other.id, 'cancel', { lines: [{ lineId: other.lines[0].id, quantity: 1 }] })
      const rest = await shop.act(other.id, 'confirm-payment', {})
      t.match(rest.body, { state: 'allocated', paidMinor: 2000, refundedMinor: 1000 })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'due: an order on hold for the difference of a change asks for what is left',
    async (t) => {
      const shop = await buildShop(t, kind, stock)
      const change = async () => {
        const input = { lines: [{ sku: 'MUG', quantity: 1 }], paidMinor: 1000 }
        const { body } = await shop.place(input)
        const terms = { sku: 'MUG', unitPriceMinor: 1000, discountMinor: 0, taxMinor: 0 }
        const lines = [{ ...terms, lineId: body.lines[0].id, quantity: 3 }]
        const amendment = { lines, dueMinor: 2000, detail: {}, shippingMinor: 0, isTaxAdded: false }
        const orders = shop.engine.use('orders')
        await shop.engine.transaction((tx) => orders.amend(tx, body.id, amendment))
        return { id: body.id, lineId: body.lines[0].id }
      }
      const [one, other] = [await change(), await change()]
      await shop.act(one.id, 'cancel', { lines: [{ lineId: one.lineId, quantity: 1 }] })
      t.match(await orderNow(shop, one.id), { holds: ['payment'] })
      t.match(await shop.act(one.id, 'confirm-payment', {}), {
        body: { paidMinor: 2000, holds: [], state: 'allocated' }
      })
      await shop.act(other.id, 'cancel', { lines: [{ lineId: other.lineId, quantity: 2 }] })
      t.match(await orderNow(shop, other.id), { holds: [], paidMinor: 1000, state: 'allocated' })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'split: what was paid beyond what the first part costs is paid of the other',
    async (t) => {
      const shop = await buildShop(t, kind, stock)
      const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 2 }] })
      await shop.act(order.id, 'confirm-payment', { amountMinor: 1600 })
      const { body } = await shop.act(order.id, 'split', {
        lines: [{ lineId: order.lines[0].id, quantity: 1 }]
      })
      t.match(body.order, { state: 'allocated', paidMinor: 1000, paymentState: 'paid' })
      const some = { state: 'awaiting_payment', paidMinor: 600, paymentState: 'partially_paid' }
      t.match(body.split, some)
      const rest = await shop.act(body.split.id, 'confirm-payment', {})
      t.match(rest.body, { state: 'allocated', paidMinor: 1000 })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'due: however an order is paid, canceled, given back and split, it is paid once',
    async (t) => {
      const shop = await buildShop(t, kind, stock)
      const step = fc.record({
        do: fc.constantFrom('pay', 'pay', 'cancel', 'cancel', 'refund', 'giveUp', 'split'),
        part: fc.nat({ max: 2 }),
        line: fc.nat({ max: 1 }),
        quantity: fc.integer({ min: 1, max: 3 }),
        share: fc.integer({ min: 1, max: 10 })
      })
      const placed = fc.record({
        shippingMinor: fc.integer({ min: 0, max: 700 }),
        lines: fc.tuple(
          ...skus.map((sku) =>
            fc.record({
              sku: fc.constant(sku),
              quantity: fc.integer({ min: 1, max: 7 }),
              unitPriceMinor: fc.integer({ min: 50, max: 1999 }),
              discountMinor: fc.integer({ min: 0, max: 49 })
            })
          )
        )
      })
      const tell = fc.array(step, { minLength: 1, maxLength: 9 })
      await fc.assert(
        fc.asyncProperty(placed, tell, async (input, steps) => {
          const { body } = await shop.place(input)
          const parts: string[] = [body.id]
          const givenUp = new Map<string, number>()
          for (const { do: act, part, line: at, quantity, share } of steps) {
            const order = await orderNow(shop, parts[part % parts.length]!)
            const line = order.lines[at % order.lines.length]!
            const isOpen = order.state === 'awaiting_payment'
            const named = { lines: [{ lineId: line.id, quantity }] }
            if (act === 'pay' && isOpen) {
              const dueMinor = Math.max(0, worthOf(order, givenUp) - heldOf(order))
              const amountMinor = Math.floor((dueMinor * share) / 10)
              await shop.act(order.id, 'confirm-payment', { amountMinor })
            }
            if (act === 'cancel') await shop.act(order.id, 'cancel', named)
            const backMinor = Math.floor((heldOf(order) * share) / 10)
            if (act === 'refund' && isOpen && backMinor > 0) await refund(shop, order.id, backMinor)
            if (act === 'giveUp' && isOpen && backMinor > 0 && parts.length === 1) {
              const before = givenUp.get(line.id) ?? 0
              const units = Math.min(quantity, line.quantity - before)
              if (units === 0) continue
              givenUp.set(line.id, before + units)
              await refund(shop, order.id, backMinor, { line, quantity: units })
            }
            if (act === 'split') {
              const done = await shop.act(order.id, 'split', named)
              if (done.status !== 201) continue
              parts.push(done.body.split.id)
              for (const sum of ['totalMinor', 'paidMinor', 'refundedMinor'] as const) {
                t.equal(done.body.order[sum] + done.body.split[sum], order[sum], sum)
              }
            }
          }
          for (const id of parts) {
            const before = await orderNow(shop, id)
            if (before.state !== 'awaiting_payment') continue
            await shop.act(id, 'confirm-payment', {})
            const after = await orderNow(shop, id)
            t.match(after, { state: 'allocated', paymentState: 'paid' })
            const wantedMinor = Math.max(heldOf(before), worthOf(before, givenUp))
            t.equal(heldOf(after), wantedMinor, JSON.stringify({ input, steps }))
          }
          t.same(await shop.findings(), [])
        }),
        { numRuns: kind === 'sqlite' ? 40 : 12 }
      )
    }
  )
})
