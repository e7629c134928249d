import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

async function addProduct({ call }: Shop, skus: readonly string[], isTracked = true) {
  const variants = skus.map((sku) => ({ sku, isTracked }))
  const { body } = await call({
    method: 'POST',
    url: '/v1/products',
    body: { title: 'Mug', variants }
  })
  return body.variants as { id: string; sku: string; productId: string }[]
}

async function setOnHand({ call }: Shop, sku: string, onHand: number) {
  const body = { items: [{ sku, onHand }], reason: 'opening' }
  const answer = await call({ method: 'POST', url: '/v1/stock/batch', body })
  return answer.body.outcomes[0]
}

const remove = ({ call }: Shop, id: string) => call({ method: 'DELETE', url: `/v1/variants/${id}` })

onEachDatabase(async (t, kind) => {
  t.test('a deleted variant leaves its SKU to the variant that has it next', async (t) => {
    const shop = await buildShop(t, kind)
    const [kept, gone] = await addProduct(shop, ['WHITE', 'MUG'])
    t.match(await setOnHand(shop, 'MUG', 3), { status: 'done' })
    t.match(await setOnHand(shop, 'MUG', 0), { status: 'done' })
    t.same(await shop.openAlerts('stock.out'), [gone!.id])
    t.equal((await remove(shop, gone!.id)).status, 204)
    t.match(await setOnHand(shop, 'MUG', 4), { problem: { code: 'STOCK_SKU_UNKNOWN' } })
    t.equal((await shop.call({ url: `/v1/stock/${gone!.id}` })).status, 404)
    t.same(await shop.openAlerts('stock.out'), [])
    const url = `/v1/variants/${kept!.id}`
    t.equal((await shop.call({ method: 'PATCH', url, body: { sku: 'MUG' } })).status, 200)
    t.match(await setOnHand(shop, 'MUG', 10), { status: 'done' })
    const { body } = await shop.call({ url: '/v1/stock?sku=MUG' })
    t.match(body.data, [{ variantId: kept!.id, onHand: 10 }])
    t.equal(body.data.length, 1)
    t.strictSame(await shop.findings(), [])
  })

  t.test('a variant of which there is or is promised anything is not deleted', async (t) => {
    const shop = await buildShop(t, kind)
    const [mug] = await addProduct(shop, ['MUG'])
    const inStock = { status: 409, body: { code: 'VARIANT_IN_STOCK', sku: 'MUG' } }
    await setOnHand(shop, 'MUG', 3)
    t.match(await remove(shop, mug!.id), inStock)
    t.equal((await shop.call({ url: `/v1/variants/${mug!.id}` })).status, 200)
    await setOnHand(shop, 'MUG', 0)
    t.equal((await remove(shop, mug!.id)).status, 204)
  })

  t.test('a variant that nobody counts is not deleted while a reservation holds it', async (t) => {
    const shop = await buildShop(t, kind)
    const [post] = await addProduct(shop, ['POST'], false)
    const body = { owner: 'cart', lines: [{ sku: 'POST', quantity: 1 }] }
    const { body: held } = await shop.post('/v1/reservations', body)
    t.match(await remove(shop, post!.id), { status: 409, body: { code: 'VARIANT_IN_STOCK' } })
    t.equal((await shop.post(`/v1/reservations/${held.id}/release`, {})).status, 200)
    t.equal((await remove(shop, post!.id)).status, 204)
  })

  for (const isTracked of [true, false]) {
    const name = isTracked ? 'no longer' : 'only now'
    t.test(
      `units claimed before a variant was ${name} counted, and since, are two claims`,
      async (t) => {
        const shop = await buildShop(t, kind)
        const { service, write } = shop
        const [mug] = await addProduct(shop, ['MUG'], isTracked)
        await setOnHand(shop, 'MUG', 9)
        const demand = { orderId: 'ord', orderLineId: 'oln', variantId: mug!.id, sku: 'MUG' }
        const claim = (quantity: number) =>
          write((tx) => service.allocate(tx, [{ ...demand, quantity }], 'refuse'))
        const level = async () => (await shop.call({ url: `/v1/stock/${mug!.id}` })).body
        await claim(2)
        const url = `/v1/variants/${mug!.id}`
        const body = { isTracked: !isTracked }
        t.equal((await shop.call({ method: 'PATCH', url, body })).status, 200)
        await claim(3)
        t.match((await level()).levels, [{ allocated: isTracked ? 2 : 3 }])
        const line = { orderLineId: 'oln' }
        await write((tx) => service.release(tx, [{ ...line, quantity: 1 }]))
        const left = await write((tx) => service.fulfill(tx, [{ ...line, quantity: 4 }]))
        t.match(
          left,
          isTracked ? [{ quantity: 2 }, { quantity: 2 }] : [{ quantity: 1 }, { quantity: 3 }]
        )
        t.strictSame(await shop.findings(), [])
        await write((tx) => service.restock(tx, [{ ...line, quantity: 4 }], 'refused by the buyer'))
        t.match((await level()).levels, [{ onHand: 9, allocated: 0 }])
        t.strictSame(await shop.findings(), [])
      }
    )
  }

  t.test(
    'one line claims, ships and gives back while its variant is counted and not',
    async (t) => {
      const shop = await buildShop(t, kind)
      const { service, write } = shop
      const step = fc.record({
        do: fc.constantFrom('count', 'allocate', 'release', 'fulfill', 'restock'),
        quantity: fc.integer({ min: 1, max: 4 })
      })
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
          const sku = `MUG-${++runs}`
          const variant = { id: `var_${sku}`, sku, productId: sku, title: sku }
          await shop.addVariants([sku])
          await shop.stock({ [sku]: 20 })
          let isTracked = true
          for (const { do: act, quantity } of steps) {
            const line = { orderLineId: `oln-${runs}`, quantity }
            await write(async (tx) => {
              if (act === 'release') await service.release(tx, [line])
              if (act === 'fulfill') await service.fulfill(tx, [line])
              if (act === 'restock') await service.restock(tx, [line], 'refused by the buyer')
              if (act === 'allocate') {
                const demand = { ...line, orderId: 'ord', variantId: variant.id, sku }
                await service.allocate(tx, [demand], 'report')
              }
              if (act !== 'count') return
              isTracked = !isTracked
              await tx.emit('variant.changed', [{ ...variant, isTracked, lifecycle: 'live' }])
            }).catch((refusal) => {
              if (!/^(ALLOCATION|FULFILLMENT)_MISSING$/.test(refusal.code)) throw refusal
            })
          }
          t.strictSame(await shop.findings(), [])
          await write((tx) => service.release(tx, [{ orderLineId: `oln-${runs}` }]))
          t.equal((await shop.levelOf(sku)).allocated, 0)
        }),
        { numRuns: kind === 'sqlite' ? 40 : 12 }
      )
    }
  )
})
