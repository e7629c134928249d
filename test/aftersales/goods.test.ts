import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildAftersalesShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildAftersalesShop(t, kind)
  let keys = 0
  const write = (url: string, body: object) => {
    keys++
    return shop.post(url, body, { headers: { 'idempotency-key': `g-${keys}` } })
  }
  const made = async (url: string, body: object) => {
    const { status, text, body: answer } = await write(url, body)
    if (status >= 300) throw new Error(text)
    return answer
  }

  t.test(
    'goods of a case: graded, on hand where they are sellable, and there for its steps',
    async (t) => {
      const order = await shop.bought('g-1', { MUG: 3 })
      const opened = await shop.openCase(order)
      const before = await shop.levelOf('MUG')
      const line = { orderLineId: order.lines.MUG!, quantity: 1 }
      const receipt = await made('/return-receipts', {
        ...{ caseId: opened.id, note: 'a wet box' },
        lines: [
          { ...line, grade: 'sellable' },
          { ...line, grade: 'repair', note: 'no handle' },
          { ...line, grade: 'scrap' }
        ]
      })
      t.match(receipt, { orderId: order.id, caseId: opened.id, receivedOn: '2026-03-02' })
      t.match(receipt.lines, [
        { locationId: 'loc_default' },
        { locationId: null },
        { locationId: null }
      ])
      t.same(await shop.levelOf('MUG'), { ...before, onHand: before.onHand + 1 })
      const grade = (body: object) => write(`/return-receipts/${receipt.id}/grade`, body)
      const repaired = { orderLineId: order.lines.MUG, from: 'repair', to: 'sellable', quantity: 1 }
      t.equal((await grade(repaired)).status, 200)
      t.same(await shop.levelOf('MUG'), { ...before, onHand: before.onHand + 2 })
      t.match(await grade(repaired), { status: 409, body: { code: 'GRADE_EXCEEDED', left: 0 } })
      t.match(await grade({ ...repaired, from: 'sellable', to: 'scrap' }), {
        ...{ status: 409, body: { code: 'GRADE_FINAL' } }
      })
      const daily = await shop.get('/return-receipts/daily?from=2026-03-01&to=2026-03-31')
      t.match(daily.body, {
        days: [{ on: '2026-03-02', sku: 'MUG', units: 3, sellable: 2, repair: 0, scrap: 1 }],
        totals: { units: 3, sellable: 2, repair: 0, scrap: 1 }
      })
      t.equal((await shop.get('/return-receipts/daily?from=2026-03-01&to=2027-03-31')).status, 400)
      t.match((await shop.caseOf(opened.id)).artefacts ?? [], [{ artefact: 'goods' }])
      t.match((await shop.get(`/return-receipts?caseId=${opened.id}`)).body.data, [
        { id: receipt.id }
      ])
      t.match(await write('/return-receipts', { lines: [] }), { status: 400 })
      const other = await shop.bought('g-2', { MUG: 1 })
      const foreign = { caseId: opened.id, orderId: other.id, lines: [] }
      t.match(await write('/return-receipts', foreign), { body: { code: 'GOODS_CASE_FOREIGN' } })
      const nowhere = { orderId: other.id, locationId: 'loc_none' }
      const lines = [{ orderLineId: other.lines.MUG, quantity: 1, grade: 'sellable' }]
      t.match(await write('/return-receipts', { ...nowhere, lines }), {
        body: { code: 'LOCATION_UNKNOWN' }
      })
    }
  )

  t.test(
    'goods sent anew: an order at price zero with stock of its own; a unit is refunded or replaced',
    async (t) => {
      const order = await shop.bought('g-3', { CUP: 2 })
      const opened = await shop.openCase(order, { kind: 'exchange', reason: 'wrong_item' })
      const before = await shop.levelOf('TEE')
      const line = { orderLineId: order.lines.CUP!, quantity: 1 }
      const wanted = { caseId: opened.id, kind: 'exchange', lines: [{ ...line, sku: 'TEE' }] }
      const replacement = await made('/replacements', wanted)
      const sent = (await shop.get(`/orders/${replacement.newOrderId}`)).body
      t.match(sent, {
        totalMinor: 0,
        state: 'allocated',
        flags: ['replacement'],
        channelId: 'direct'
      })
      t.match(sent, { buyer: { name: 'Li Lei' }, address: { city: 'Hangzhou' } })
      t.same(await shop.levelOf('TEE'), { ...before, allocated: before.allocated + 1 })
      const two = { orderId: order.id, lines: [{ ...line, quantity: 2 }] }
      t.match(await write('/refunds', two), {
        status: 409,
        body: { code: 'REFUND_UNITS_EXCEEDED', left: 1 }
      })
      t.equal((await write('/refunds', { ...two, lines: [line] })).status, 201)
      t.match(await write('/replacements', { ...wanted, kind: 'reship' }), {
        ...{ status: 409, body: { code: 'REPLACEMENT_EXCEEDS', left: 0 } }
      })
      const parcel = { carrier: 'SF', trackingNumber: 'R-1' }
      await shop.send(`/orders/${replacement.newOrderId}/shipments`, parcel)
      const artefacts = (await shop.caseOf(opened.id)).artefacts
      t.ok(artefacts.some(({ artefact }: { artefact: string }) => artefact === 'settlement'))
      const other = await shop.bought('g-4', { CUP: 1 })
      const again = {
        orderId: other.id,
        kind: 'reship',
        lines: [{ orderLineId: other.lines.CUP, quantity: 1 }]
      }
      const dropped = await made('/replacements', again)
      await shop.send(`/orders/${dropped.newOrderId}/cancel`, {})
      const { newOrderId } = await made('/replacements', again)
      t.not(newOrderId, dropped.newOrderId, 'what is not sent after all can be sent again')
    }
  )

  t.test(
    'random receipts: stock is what the ledger says, and no more comes back than has left',
    async (t) => {
      const receipts = fc.array(
        fc.record({
          quantity: fc.integer({ min: 1, max: 4 }),
          grade: fc.constantFrom('sellable', 'repair', 'scrap')
        }),
        { minLength: 1, maxLength: 5 }
      )
      let orders = 0
      await fc.assert(
        fc.asyncProperty(receipts, async (steps) => {
          const order = await shop.bought(`r-${kind}-${++orders}`, { MUG: 5 })
          const before = await shop.levelOf('MUG')
          const back = { sellable: 0, repair: 0, scrap: 0 }
          for (const { quantity, grade } of steps) {
            const isLeft = back.sellable + back.repair + back.scrap + quantity <= 5
            const lines = [{ orderLineId: order.lines.MUG, quantity, grade }]
            const { status } = await write('/return-receipts', { orderId: order.id, lines })
            t.equal(status, isLeft ? 201 : 409)
            if (isLeft) back[grade as 'scrap'] += quantity
          }
          t.same(await shop.levelOf('MUG'), { ...before, onHand: before.onHand + back.sellable })
          await shop.stockUp('MUG', 5)
        }),
        { numRuns: 5 }
      )
      t.same(await shop.findings(), [])
    }
  )
})
