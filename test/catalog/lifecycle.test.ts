import t from 'tap'
import { catalog } from '#plugins/catalog'
import { completenessChecks, scoreOf } from '../../plugins/catalog/completeness.ts'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

t.test(
  'scoreOf: nothing there scores 0, everything there 100, and each check costs its weight',
  async (t) => {
    const whole = {
      description: 'long enough to tell a buyer something',
      categoryId: 'cat_1',
      taxClass: 'standard',
      variants: 2,
      priced: 2,
      identified: 2,
      weighed: 2,
      mainImages: 4
    }
    t.same(scoreOf(whole), { score: 100, missing: [] })
    const none = {
      description: '',
      categoryId: null,
      taxClass: null,
      variants: 0,
      priced: 0,
      identified: 0,
      weighed: 0,
      mainImages: 0
    }
    t.same(scoreOf(none), { score: 0, missing: completenessChecks })
    t.same(scoreOf({ ...whole, priced: 1 }), { score: 85, missing: ['prices'] })
    for (const [mainImages, score] of [
      [3, 80],
      [4, 100],
      [6, 100],
      [7, 80]
    ] as const) {
      t.equal(scoreOf({ ...whole, mainImages }).score, score, `${mainImages} main images`)
    }
  }
)

onEachDatabase(async (test, kind) => {
  await test.test(
    'a product walks through its life and is refused a step with the legal ones',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const { id } = await createProduct(call, mug)
      const step = (name: string) => call({ method: 'POST', url: `/v1/products/${id}/${name}` })
      const walk: [string, number, unknown][] = [
        ['pause', 409, { code: 'LIFECYCLE_STEP_ILLEGAL', legal: ['publish', 'retire'] }],
        ['publish', 200, { lifecycle: 'live' }],
        ['publish', 409, { lifecycle: 'live', legal: ['pause', 'retire'] }],
        ['pause', 200, { lifecycle: 'paused' }],
        ['resume', 200, { lifecycle: 'live' }],
        ['retire', 200, { lifecycle: 'retired' }],
        ['publish', 409, { lifecycle: 'retired', legal: [] }]
      ]
      for (const [name, status, body] of walk) {
        t.match(await step(name), { status, body }, `${name} answers ${status}`)
      }
      const outdated = await call({
        method: 'POST',
        url: `/v1/products/${id}/retire`,
        headers: { 'if-match': '"v1"' }
      })
      t.equal(outdated.status, 412)
    }
  )

  await test.test('a product below the score that the shop asks for stays a draft', async (t) => {
    const plugins = [{ use: catalog, options: { publishScoreMin: 90 } }]
    const { call } = await buildTestEngine(t, kind, { ...catalogOnly, plugins: plugins as never })
    const { id } = await createProduct(call, mug)
    const url = `/v1/products/${id}`
    const refused = await call({ method: 'POST', url: `${url}/publish` })
    t.match(refused.body, { code: 'PRODUCT_INCOMPLETE', score: 50, scoreMin: 90 })
    t.equal((await call({ url })).body.lifecycle, 'draft')
  })

  await test.test(
    'the score follows what is added: images, category, weights, GTINs',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const { id, variants, completeness } = await createProduct(call, mug)
      t.same(completeness, { score: 50, missing: ['category', 'gtins', 'weights', 'mainImages'] })
      const url = `/v1/products/${id}`
      const addImage = (number: number) =>
        call({
          method: 'POST',
          url: `${url}/media`,
          body: { role: 'main', url: `https://cdn.example/${number}.jpg`, width: 800, height: 800 }
        })
      const scoreNow = async () => (await call({ url })).body.completeness.score
      for (const number of [1, 2, 3]) await addImage(number)
      t.equal(await scoreNow(), 50, 'three main images are too few')
      const fourth = await addImage(4)
      t.match(fourth, { status: 201, body: { position: 3, role: 'main' } })
      t.equal(await scoreNow(), 70)
      const category = await call({
        method: 'POST',
        url: '/v1/categories',
        body: { name: 'Mugs', slug: 'mugs' }
      })
      await call({ method: 'PATCH', url, body: { categoryId: category.body.id } })
      t.equal(await scoreNow(), 80)
      await call({
        method: 'PATCH',
        url: `/v1/variants/${variants[1].id}`,
        body: { weightGrams: 300, gtin: '96385074' }
      })
      t.equal(await scoreNow(), 100)
      await call({ method: 'DELETE', url: `${url}/media/${fourth.body.id}` })
      t.match((await call({ url })).body, { completeness: { score: 80, missing: ['mainImages'] } })
    }
  )
})
