import { buildTestEngine, onEachDatabase, type TestEngine } from '../harness.ts'
import { catalogOnly, createProduct } from './fixtures.ts'

async function createTree(call: TestEngine['call']) {
  const create = async (slug: string, parentId: string | null) => {
    const body = { name: slug.toUpperCase(), slug, parentId }
    return (await call({ method: 'POST', url: '/v1/categories', body })).body
  }
  const home = await create('home', null)
  const kitchen = await create('kitchen', home.id)
  const mugs = await create('杯子', kitchen.id)
  return { home, kitchen, mugs }
}

onEachDatabase(async (test, kind) => {
  await test.test('a category that moves takes everything below it along', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { home, kitchen, mugs } = await createTree(call)
    t.equal(mugs.path, 'home/kitchen/杯子')
    const outlet = await call({
      method: 'POST',
      url: '/v1/categories',
      body: { name: 'O', slug: 'outlet' }
    })
    const moved = await call({
      method: 'PATCH',
      url: `/v1/categories/${kitchen.id}`,
      body: { parentId: outlet.body.id, slug: 'cooking' },
      headers: { 'if-match': '"v1"' }
    })
    t.match(moved.body, { path: 'outlet/cooking', version: 2 })
    const list = await call({ url: '/v1/categories' })
    t.same(
      list.body.data.map(({ path }: { path: string }) => path),
      ['home', 'outlet', 'outlet/cooking', 'outlet/cooking/杯子']
    )
    const outdated = await call({
      method: 'PATCH',
      url: `/v1/categories/${mugs.id}`,
      body: { name: 'x' },
      headers: { 'if-match': '"v1"' }
    })
    t.equal(outdated.status, 412, 'its path has changed since')
    t.equal((await call({ method: 'DELETE', url: `/v1/categories/${home.id}` })).status, 204)
  })

  await test.test('a category is not put into itself or below itself', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { home, mugs } = await createTree(call)
    for (const parentId of [home.id, mugs.id]) {
      const answer = await call({
        method: 'PATCH',
        url: `/v1/categories/${home.id}`,
        body: { parentId }
      })
      t.match(answer.body, { status: 409, code: 'CATEGORY_CYCLE', path: 'home' })
    }
  })

  await test.test(
    'two moves at once that would make a cycle together: one is refused',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const create = async (slug: string) =>
        (await call({ method: 'POST', url: '/v1/categories', body: { name: slug, slug } })).body
      const [a, b] = [await create('a'), await create('b')]
      const move = (id: string, parentId: string) =>
        call({ method: 'PATCH', url: `/v1/categories/${id}`, body: { parentId } })
      const answers = await Promise.all([move(a.id, b.id), move(b.id, a.id)])
      t.same(answers.map(({ status }) => status).sort(), [200, 409])
    }
  )

  await test.test('a path is taken once, and a category in use stays', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { home, kitchen, mugs } = await createTree(call)
    const body = { name: 'again', slug: 'kitchen', parentId: home.id }
    const taken = await call({ method: 'POST', url: '/v1/categories', body })
    t.match(taken.body, { status: 409, code: 'CATEGORY_PATH_DUPLICATE', path: 'home/kitchen' })
    await createProduct(call, { title: 'Mug', categoryId: mugs.id })
    for (const [id, inside] of [
      [kitchen.id, { products: 0, categories: 1 }],
      [mugs.id, { products: 1, categories: 0 }]
    ] as const) {
      const kept = await call({ method: 'DELETE', url: `/v1/categories/${id}` })
      t.match(kept.body, { status: 409, code: 'CATEGORY_IN_USE', ...inside })
    }
  })

  await test.test(
    'trees whose names differ in case alone, or look like a pattern, are two',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const create = async (slug: string, parentId: string | null = null) => {
        const body = { name: slug, slug, parentId }
        return (await call({ method: 'POST', url: '/v1/categories', body })).body
      }
      const [low, up] = [await create('home'), await create('HOME')]
      await create('mugs', low.id)
      const upMugs = await create('MUGS', up.id)
      await createProduct(call, { title: 'Mug', categoryId: upMugs.id })
      const titlesIn = async (id: string) => {
        const { body } = await call({ url: `/v1/products?categoryId=${id}` })
        return body.data.map(({ title }: { title: string }) => title)
      }
      t.same(await titlesIn(low.id), [])
      t.same(await titlesIn(up.id), ['Mug'])
      const moved = await call({
        method: 'PATCH',
        url: `/v1/categories/${low.id}`,
        body: { slug: 'house' }
      })
      t.match(moved, { status: 200, body: { path: 'house' } })
      const { body } = await call({ url: '/v1/categories' })
      t.same(body.data.map(({ path }: { path: string }) => path).sort(), [
        'HOME',
        'HOME/MUGS',
        'house',
        'house/mugs'
      ])
    }
  )
})
