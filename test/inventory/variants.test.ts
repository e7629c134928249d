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
})
