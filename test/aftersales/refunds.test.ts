import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import type { MoneyLine } from '#plugins/orders'
import { cumulativeShare, sharesOf } from '../../plugins/aftersales/refunds/reckon/lines.ts'
import { spreadOver } from '../../plugins/aftersales/refunds/reckon/tenders.ts'
import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop } from './money-shop.ts'

const file = new URL('../../../shared/cases/vectors.json', import.meta.url)
const isThere = existsSync(file)
const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/cases here'

/** What the published cases of refunds come to, in their order. */
function published(): Record<string, number>[] {
  return JSON.parse(readFileSync(file, 'utf8')).refund.cases
}

onEachDatabase(async (t, kind) => {
  const shop = await buildMoneyShop(t, kind, { X: 50_000, Y: 5000 })
  const prices = { HUND: 10_000, FIFTY: 5000, A200: 20_000, B150: 15_000, PEN: 100 }
  for (const [sku, amountMinor] of Object.entries(prices)) {
    const price = { prices: [{ amountMinor, currency: 'CNY' }] }
    await shop.addSku(`${sku}-1`, 1000, price)
  }
  const bought = async (lines: Record<string, number>) => {
    const { body, status, text } = await shop.order(lines)
    if (status !== 201) throw new Error(text)
    await shop.send(`/orders/${body.id}/confirm-payment`, { method: 'card' })
    return shop.linesOf(body.id)
  }
  const preview = async (orderId: string, units: Record<string, number>, more = {}) => {
    const lines = Object.entries(units).map(([orderLineId, quantity]) => ({
      orderLineId,
      quantity
    }))
    return shop.send('/refunds/preview', { orderId, lines, ...more })
  }

  t.test(
    'published refunds: units of a line, and orders that fall below a threshold',
    { skip },
    async (t) => {
      const [hundreds, fifties, spree, mall, solidus, threshold] = published()
      const percent = await shop.launch({ reward: { kind: 'percentOff', percentBps: 1000 } })
      const three = await bought({ 'HUND-1': 3 })
      const line = three.lineIds[0]!
      t.equal((await preview(three.id, { [line]: 2 })).amountMinor, hundreds!.refund)
      await shop.step(percent.id, 'end')

      const from300 = { subtotal: { atLeastMinor: 30_000 } }
      const off = await shop.launch({ conditions: from300 })
      const six = await bought({ 'FIFTY-1': 6 })
      const five = { [six.lineIds[0]!]: 5 }
      t.equal((await preview(six.id, five)).amountMinor, fifties!.refund_keep_allocation)
      const again = await preview(six.id, five, { allocation: 'reEvaluate' })
      t.equal(again.amountMinor, fifties!.refund_re_evaluate)
      await shop.step(off.id, 'end')

      const minus50 = await shop.launch({
        ...{ conditions: from300, reward: { kind: 'amountOff', amountMinor: 5000 } }
      })
      const both = await bought({ 'A200-1': 1, 'B150-1': 1 })
      t.equal(both.totalMinor, 30_000)
      const b = { [both.lineIds[1]!]: 1 }
      t.equal((await preview(both.id, b)).amountMinor, threshold!.refund_keep_allocation)
      const alone = await preview(both.id, b, { allocation: 'reEvaluate' })
      t.equal(alone.amountMinor, threshold!.refund_re_evaluate)
      await shop.step(minus50.id, 'end')
      t.equal(
        (await preview(both.id, b, { allocation: 'reEvaluate' })).amountMinor,
        10_000,
        'as it was then'
      )
      const first = await shop.refunded({
        ...{ orderId: both.id, allocation: 'reEvaluate' },
        lines: [{ orderLineId: both.lineIds[1], quantity: 1 }]
      })
      t.equal(first.doneMinor, 10_000)
      const rest = await preview(both.id, { [both.lineIds[0]!]: 1 }, { allocation: 'reEvaluate' })
      t.equal(rest.amountMinor, 20_000, 'all of it in the end')

      const { cap, parts } = spree as unknown as { cap: number; parts: number[] }
      const cent = (sku: string) => ({ sku, quantity: 1, unitPriceMinor: 100 })
      const capped = await shop.placed([cent('X'), cent('Y')], {}, [
        { amountMinor: cap, method: 'card' }
      ])
      const [x, y] = capped.lineIds
      const whole = await preview(capped.id, { [x!]: 1, [y!]: 1 })
      t.same(
        whole.lines.map((one: { amountMinor: number }) => one.amountMinor),
        parts
      )
      t.match(whole, { amountMinor: cap, clampedMinor: 200 - cap })

      const { lines, coupon, parts_sum } = mall as unknown as {
        lines: number[]
        coupon: number
        parts_sum: number
      }
      const priced = lines.map((unitPriceMinor) => ({ sku: 'X', quantity: 1, unitPriceMinor }))
      const shared = await shop.placed(priced, { discountMinor: coupon })
      const sums = []
      for (const id of shared.lineIds) {
        const { goodsMinor } = await shop.refunded({
          ...{ orderId: shared.id, lines: [{ orderLineId: id, quantity: 1 }] }
        })
        sums.push(goodsMinor)
      }
      const paid = lines.reduce((sum, one) => sum + one, 0)
      t.equal(paid - sums.reduce((sum, one) => sum + one, 0), parts_sum)

      const six4 = await shop.placed(
        [
          { sku: 'X', quantity: 1, unitPriceMinor: 600 },
          { sku: 'Y', quantity: 1, unitPriceMinor: 400 }
        ],
        { discountMinor: 100 }
      )
      const [dear, cheap] = six4.lineIds
      const one = await shop.refunded({
        orderId: six4.id,
        lines: [{ orderLineId: dear, quantity: 1 }]
      })
      t.equal(one.doneMinor, solidus!.refund)
      const other = await shop.refunded({
        orderId: six4.id,
        lines: [{ orderLineId: cheap, quantity: 1 }]
      })
      t.equal(other.doneMinor, 360)
      t.equal((await shop.get(`/orders/${six4.id}`)).refundState, 'full')
    }
  )

  t.test(
    'cumulative: 3 × 100.00 less 10.00 is 96.67, 96.66 and 96.67; taxes never block the last part',
    async (t) => {
      const three = await shop.placed([{ sku: 'X', quantity: 3, unitPriceMinor: 10_000 }], {
        discountMinor: 1000
      })
      const sums = []
      for (let part = 0; part < 3; part++) {
        const lines = [{ orderLineId: three.lineIds[0], quantity: 1 }]
        sums.push((await shop.refunded({ orderId: three.id, lines })).doneMinor)
      }
      t.same(sums, [9667, 9666, 9667])
      const taxed = Array.from({ length: 10 }, () => ({
        ...{ sku: 'X', quantity: 1, unitPriceMinor: 2390, taxMinor: 299 }
      }))
      const vat = await shop.placed(taxed, { discountMinor: 5975 })
      t.equal(vat.totalMinor, 17_925)
      let back = 0
      for (const orderLineId of vat.lineIds) {
        back += (await shop.refunded({ orderId: vat.id, lines: [{ orderLineId, quantity: 1 }] }))
          .doneMinor
      }
      t.equal(back, 17_925)
      const onTop = await shop.placed(
        [{ sku: 'Y', quantity: 3, unitPriceMinor: 1000, taxMinor: 601 }],
        {
          ...{ pricesIncludeTax: false, shippingMinor: 500 }
        }
      )
      t.equal(onTop.totalMinor, 4101)
      const taxes = []
      for (let part = 0; part < 3; part++) {
        const lines = [{ orderLineId: onTop.lineIds[0], quantity: 1 }]
        taxes.push((await shop.refunded({ orderId: onTop.id, lines, shippingMinor: 0 })).doneMinor)
      }
      t.same(taxes, [1200, 1201, 1200], 'with their tax')
    }
  )

  t.test('shipping: by who is at fault, in proportion, or when nothing has left', async (t) => {
    const order = () =>
      shop.placed([{ sku: 'X', quantity: 3, unitPriceMinor: 1000 }], { shippingMinor: 500 })
    const one = await order()
    const line = one.lineIds[0]!
    t.equal((await preview(one.id, { [line]: 3 })).shippingMinor, 500, 'nothing has left')
    await shop.ship(one.id)
    t.equal((await preview(one.id, { [line]: 3 })).shippingMinor, 0)
    t.equal((await preview(one.id, { [line]: 3 }, { reason: 'changed_mind' })).shippingMinor, 0)
    t.equal((await preview(one.id, { [line]: 3 }, { reason: 'quality_defect' })).shippingMinor, 500)
    const part = await shop.refunded({
      ...{ orderId: one.id, reason: 'wrong_item', lines: [{ orderLineId: line, quantity: 1 }] }
    })
    t.match(part, { goodsMinor: 1000, shippingMinor: 167, amountMinor: 1167 })
    t.equal((await preview(one.id, { [line]: 2 }, { reason: 'wrong_item' })).shippingMinor, 333)
    const dear = await shop.post('/refunds', { orderId: one.id, shippingMinor: 400 })
    t.match(dear, { status: 409, body: { code: 'REFUND_EXCEEDS', maximumMinor: 333 } })
    const [note] = (await shop.get(`/credit-notes?orderId=${one.id}`)).data
    t.match(note, { reason: 'return', totalMinor: -1167, shippingMinor: -167, otherMinor: 0 })
    t.match(note.lines, [{ orderLineId: line, quantity: -1, totalMinor: -1000 }])
  })

  t.test(
    'a case says which order and units its refund is for, unless the refund does',
    async (t) => {
      const { id: orderId, lineIds } = await shop.placed([
        { sku: 'X', quantity: 3, unitPriceMinor: 1000 }
      ])
      await shop.ship(orderId)
      const lines = [{ orderLineId: lineIds[0]!, quantity: 2 }]
      const open = { kind: 'return_refund', orderId, reason: 'changed_mind', lines }
      const { id: caseId } = await shop.send('/cases', open)
      const whole = await shop.send('/refunds/preview', { caseId })
      t.match(whole, { orderId, lines: [{ quantity: 2 }], amountMinor: 2000 })
      const one = { caseId, lines: [{ ...lines[0]!, quantity: 1 }] }
      t.equal((await shop.send('/refunds/preview', one)).amountMinor, 1000)
      const money = await shop.send('/refunds/preview', { caseId, extraMinor: 50 })
      t.match(money, { lines: [], amountMinor: 50 }, 'an amount alone gives no units up')
      t.match(await shop.post('/refunds', {}), {
        ...{ status: 400, body: { errors: [{ pointer: '#/orderId' }] } }
      })
      t.match(await shop.post('/refunds', { caseId: 'cse_none' }), { status: 404 })
    }
  )

  t.test('gifts and deductions are withheld; compensation needs its permission', async (t) => {
    const gift = {
      kind: 'gift',
      gifts: [{ sku: 'PEN-1', quantity: 1, valueMinor: 80 }],
      whenReturned: 'charge'
    }
    const from150 = { subtotal: { atLeastMinor: 15_000 } }
    const promotion = await shop.launch({ conditions: from150, reward: gift })
    const order = await bought({ 'FIFTY-1': 3 })
    const pens = order.lineIds[1]!
    const line = order.lineIds[0]!
    const half = await preview(
      order.id,
      { [line]: 1 },
      { deductions: [{ amountMinor: 20, reason: 'box' }] }
    )
    t.match(half, { goodsMinor: 5000, deductedMinor: 100, amountMinor: 4900 })
    t.match(half.gifts, [{ outcome: 'charge', chargeMinor: 80, orderLineId: pens }])
    const done = await shop.refunded({
      orderId: order.id,
      lines: [{ orderLineId: line, quantity: 1 }]
    })
    t.equal(done.doneMinor, 4920)
    t.equal((await preview(order.id, { [line]: 2 })).deductedMinor, 0, 'charged once')
    await shop.step(promotion.id, 'end')
    const extra = { orderId: order.id, extraMinor: 100, note: 'sorry' }
    t.match(await shop.post('/refunds', extra, 'clerk'), { status: 403 })
    t.match(await shop.post('/refunds', extra, 'support'), {
      ...{ status: 201, body: { kind: 'compensation', extraMinor: 100, state: 'pending' } }
    })
    const taken = {
      orderId: order.id,
      extraMinor: 50,
      deductions: [{ amountMinor: 50, reason: 'x' }]
    }
    t.match(await shop.post('/refunds', taken), { status: 422, body: { code: 'REFUND_EMPTY' } })
    t.match(await shop.post('/refunds', { ...extra, expectedMinor: 99 }), {
      ...{ status: 409, body: { code: 'REFUND_CHANGED', amountMinor: 100 } }
    })
  })

  t.test(
    'random refunds of orders: never above what was captured, all of it in the end',
    async (t) => {
      const step = fc.record({
        units: fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 }),
        extraMinor: fc.constantFrom(0, 0, 7, 5000),
        isDone: fc.boolean()
      })
      const orders = fc.record({
        lines: fc.array(
          fc.record({
            quantity: fc.integer({ min: 1, max: 7 }),
            unitPriceMinor: fc.nat({ max: 1999 })
          }),
          { minLength: 3, maxLength: 3 }
        ),
        discountBps: fc.nat({ max: 9999 }),
        split: fc.nat({ max: 99 }),
        steps: fc.array(step, { minLength: 1, maxLength: 5 })
      })
      await fc.assert(
        fc.asyncProperty(orders, async ({ lines, discountBps, split, steps }) => {
          const goods = lines.reduce((sum, one) => sum + one.quantity * one.unitPriceMinor, 0)
          if (goods < 2) return
          const discountMinor = Math.floor((goods * discountBps) / 10_000)
          const total = goods - discountMinor
          const first = Math.floor((total * split) / 100)
          const payments = [
            { amountMinor: first, method: 'balance' },
            { amountMinor: total - first, method: 'card' }
          ].filter((one) => one.amountMinor > 0)
          const order = await shop.placed(
            lines.map((one) => ({ sku: 'X', ...one })),
            { discountMinor },
            payments
          )
          const state = async () => shop.get(`/orders/${order.id}/refundable`)
          for (const { units, extraMinor, isDone } of steps) {
            const named = units.flatMap((quantity, at) =>
              quantity > 0 ? [{ orderLineId: order.lineIds[at]!, quantity }] : []
            )
            const { status, body } = await shop.refund({
              orderId: order.id,
              lines: named,
              extraMinor
            })
            if (status !== 201) continue
            for (const { id } of body.parts) {
              const end = isDone ? ['confirm', { reference: 'r' }] : ['fail', { reason: 'no' }]
              await shop.send(`/refunds/${body.id}/parts/${id}/${end[0]}`, end[1])
            }
            const { refundedMinor, maximumMinor } = await state()
            t.equal(refundedMinor + maximumMinor, total)
          }
          const left = await state()
          const rest = left.lines
            .filter((line: { leftUnits: number }) => line.leftUnits > 0)
            .map(({ orderLineId, leftUnits }: { orderLineId: string; leftUnits: number }) => ({
              ...{ orderLineId, quantity: leftUnits }
            }))
          if (rest.length > 0 && left.maximumMinor > 0)
            await shop.refund({ orderId: order.id, lines: rest })
          t.ok((await state()).openMinor <= total)
        }),
        { numRuns: 6 }
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'two full refunds at once: one is given, the other is told that nothing is left',
    async (t) => {
      const order = await shop.placed([{ sku: 'X', quantity: 2, unitPriceMinor: 1000 }])
      const lines = [{ orderLineId: order.lineIds[0], quantity: 2 }]
      const both = await Promise.all([1, 2].map(() => shop.refund({ orderId: order.id, lines })))
      t.same(both.map(({ status }) => status).sort(), [201, 409])
      const amounts = await Promise.all(
        [1, 2].map(() => shop.refund({ orderId: order.id, extraMinor: 1 }))
      )
      t.same(
        amounts.map(({ body }) => body.maximumMinor),
        [0, 0]
      )
    }
  )
})

t.test(
  'parts of a line sum to its net, whatever their sizes; payments are never overdrawn',
  async () => {
    const line = (netMinor: number, quantity: number) => ({ netMinor, quantity }) as MoneyLine
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        (netMinor, sizes) => {
          const quantity = sizes.reduce((sum, size) => sum + size, 0)
          const before = { units: 0, amountMinor: 0 }
          for (const size of sizes) {
            before.amountMinor += cumulativeShare(line(netMinor, quantity), before, size)
            before.units += size
          }
          return before.amountMinor === netMinor
        }
      )
    )
    fc.assert(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.array(fc.nat({ max: 30_000 }), { maxLength: 6 }),
        (amount, lefts) => {
          const tenders = lefts.map((leftMinor, at) => ({
            ...{ paymentId: `p${at}`, method: at % 2 ? 'card' : 'points', leftMinor }
          }))
          const shares = spreadOver(amount, tenders, ['points'])
          const sum = shares.reduce((all, one) => all + one.amountMinor, 0)
          const all = lefts.reduce((total, one) => total + one, 0)
          return (
            sum === Math.min(amount, all) &&
            shares.every((one) => one.amountMinor <= one.tender.leftMinor)
          )
        }
      )
    )
    fc.assert(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 8 }),
        (amount, worth) => {
          const shares = worth.map((amountMinor) => ({
            line: line(1, 1),
            quantity: 1,
            amountMinor
          }))
          return sharesOf(amount, shares).reduce((sum, one) => sum + one.amountMinor, 0) === amount
        }
      )
    )
  }
)
