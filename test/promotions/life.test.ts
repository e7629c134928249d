import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

type Step =
  | { do: 'order'; mugs: number; cups: number; code: boolean; buyer: number }
  | { do: 'cancel'; order: number; units: number | null }
  | { do: 'split' | 'pay' | 'merge'; order: number }
  | { do: 'limit'; uses: number }

const place = fc.nat({ max: 30 })
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      mugs: fc.integer({ min: 1, max: 5 }),
      cups: fc.integer({ min: 0, max: 3 }),
      code: fc.boolean(),
      buyer: fc.nat({ max: 2 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      order: place,
      units: fc.option(fc.integer({ min: 1, max: 3 }))
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('split', 'pay', 'merge'), order: place })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      uses: fc.integer({ min: 1, max: 6 })
    })
  }
)

const body = (buyer: number) => ({ buyer: { externalId: `b-${buyer}` } })

/** Does a step, which may be refused: what counts is what the books say afterwards. */
async function take(shop: PromotionShop, step: Step, orders: string[], codeId: string) {
  const id = 'order' in step ? orders[step.order % Math.max(1, orders.length)] : undefined
  if (step.do === 'order') {
    const lines = { MUG: step.mugs, ...(step.cups > 0 && { CUP: step.cups }) }
    const codes = step.code ? { codes: ['LIFE'] } : {}
    const placed = await shop.order(lines, { ...codes, ...body(step.buyer) })
    if (placed.status === 201) orders.push(placed.body.id)
    return placed
  }
  if (step.do === 'limit') {
    return shop.call({
      method: 'PATCH',
      url: `/v1/promotions/${codeId}`,
      body: { limits: { uses: step.uses, usesPerCustomer: 1 } }
    })
  }
  if (id === undefined) return undefined
  const { body: order } = await shop.call({ url: `/v1/orders/${id}` })
  const lineId = order.lines[0]?.id
  if (step.do === 'cancel' && step.units !== null) {
    return shop.act(id, 'cancel', { lines: [{ lineId, quantity: step.units }] })
  }
  if (step.do === 'cancel') return shop.act(id, 'cancel', {})
  if (step.do === 'pay') return shop.act(id, 'confirm-payment', {})
  if (step.do === 'merge') return shop.act(id, 'merge', { orderIds: [orders.at(-1)] })
  const split = await shop.act(id, 'split', { lines: [{ lineId, quantity: 1 }] })
  if (split.status === 201) orders.push(split.body.split.id)
  return split
}

onEachDatabase(async (t, kind) => {
  t.test('life: whatever becomes of orders, uses, budgets, shares and amounts agree', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 5000, CUP: 5000 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 14 }), async (life) => {
        run++
        const budget = await shop.launch({
          handle: `budget-${run}`,
          reward: { kind: 'percentOff', percentBps: 1250 },
          stackableWith: 'all',
          limits: { budgetMinor: 2000 }
        })
        const code = await shop.launch({
          handle: `code-${run}`,
          coupon: 'code',
          code: 'LIFE',
          stackableWith: 'all',
          reward: { kind: 'amountOff', amountMinor: 333 },
          limits: { uses: 3, usesPerCustomer: 1 }
        })
        const orders: string[] = []
        for (const step of life) {
          const answer = await take(shop, step, orders, code.id)
          if (answer && answer.status >= 500) throw new Error(answer.text)
        }
        const findings = await shop.findings()
        if (findings.length > 0) throw new Error(findings.join('\n'))
        const { spentMinor } = await shop.usedOf(budget.id)
        if (spentMinor < 0 || spentMinor > 2000) throw new Error(`${spentMinor} of 2000 spent`)
        for (const id of orders) await shop.act(id, 'cancel', {})
        const paid = await shop.findings()
        if (paid.length > 0) throw new Error(paid.join('\n'))
        for (const { id } of [budget, code]) {
          const used = await shop.usedOf(id)
          if (used.uses !== 0 || used.spentMinor !== 0) throw new Error(JSON.stringify(used))
          await shop.step(id, 'end')
        }
      }),
      { numRuns: 20 }
    )
    t.pass('all of them do; with every order canceled nothing is used')
  })

  t.test('life: rules that change while orders come in are never reckoned half', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 500 })
    const ten = await shop.launch()
    const change = (body: unknown) =>
      shop.call({ method: 'PATCH', url: `/v1/promotions/${ten.id}`, body })
    const work: Promise<{ status: number; text: string }>[] = []
    for (let index = 0; index < 40; index++) {
      work.push(shop.order({ MUG: 1 + (index % 3) }))
      if (index % 8 === 3) work.push(change({ limits: { uses: 5 + index } }))
      if (index % 8 === 7) work.push(change({ limits: null }))
    }
    for (const { status, text } of await Promise.all(work)) {
      t.ok(status === 200 || status === 201 || status === 409, text)
    }
    await change({ limits: { uses: 1000 } })
    const { body: orders } = await shop.call({ url: '/v1/orders?limit=100' })
    const discounted = orders.data.filter(
      (order: { totalMinor: number }) => order.totalMinor % 1000 !== 0
    )
    t.match(await shop.usedOf(ten.id), { uses: discounted.length })
    t.same(await shop.findings(), [])
  })
})
