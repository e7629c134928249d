import { onEachDatabase } from '../harness.ts'
import { fill, openSegmentShop } from './segment-shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('rules: each kind fits whom it says', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const { ann } = await fill(shop)
    await shop.segment('friends', { tag: ['vip'] })
    const list = await shop.segment('list')
    await shop.post(`/segments/${list.id}/members`, { customerIds: [ann.id] })
    await shop.refresh()
    const all = ['ann', 'bob', 'cy', 'dee']
    const cases: [rule: object, fits: string[]][] = [
      [{ country: ['CN', 'DE'] }, ['ann', 'bob']],
      [{ language: ['zh-CN'] }, ['ann']],
      [{ tag: ['vip'] }, ['ann', 'bob']],
      [{ tag: ['b2b', 'vip'] }, ['ann', 'bob']],
      [{ attribute: { name: 'size', in: ['M', 'S'] } }, ['ann']],
      [{ attribute: { name: 'score', atLeast: 2, atMost: 4 } }, ['bob']],
      [{ attribute: { name: 'score', in: [4.5] } }, ['ann']],
      [{ attribute: { name: 'nice', in: [true] } }, ['ann']],
      [{ attribute: { name: 'note', in: [1] } }, ['bob']],
      [{ attribute: { name: 'note', in: ['1'] } }, ['ann']],
      [{ attribute: { name: 'nice' } }, ['ann', 'bob']],
      [{ channel: ['chn_test'] }, all],
      [{ channel: ['chn_other'] }, []],
      [{ consent: { purpose: 'marketing.email', status: 'granted' } }, ['ann']],
      [{ consent: { purpose: 'marketing.email', status: 'withdrawn' } }, ['bob']],
      [{ consent: { purpose: 'marketing.email', status: 'unknown' } }, ['cy', 'dee']],
      [{ orderCount: { atLeast: 2 } }, ['ann']],
      [{ orderCount: { atMost: 0 } }, ['dee']],
      [{ spent: { currency: 'CNY', atLeastMinor: 1000 } }, ['ann', 'bob']],
      [{ spent: { currency: 'CNY', atMostMinor: 1000 } }, ['bob', 'cy', 'dee']],
      [{ spent: { currency: 'USD', atLeastMinor: 1, atMostMinor: 1000 } }, ['cy']],
      [{ lastOrderDaysAgo: { atMost: 1 } }, ['cy']],
      [{ lastOrderDaysAgo: { atLeast: 5, atMost: 5 } }, ['ann']],
      [{ firstOrderDaysAgo: { atLeast: 14 } }, ['ann', 'bob']],
      [{ bought: { skus: ['MUG'], withinDays: 30 } }, ['ann', 'cy']],
      [{ bought: { skus: ['MUG'] } }, ['ann', 'bob', 'cy']],
      [{ rfm: { recency: { atLeast: 2 } } }, ['ann']],
      [{ rfm: { monetary: { atMost: 1 } } }, ['bob']],
      [{ rfm: { currency: 'USD', frequency: { atLeast: 1 } } }, ['cy']],
      [{ event: { kind: 'order.placed', atLeastTimes: 2 } }, ['ann']],
      [{ event: { kind: 'order.placed', withinDays: 5 } }, ['ann', 'cy']],
      [{ event: { kind: 'consent.withdrawn' } }, ['bob']],
      [{ birthday: { fromDays: 0, toDays: 7 } }, ['ann']],
      [{ birthday: { fromDays: -120, toDays: -100 } }, ['bob']],
      [{ segment: ['friends'] }, ['ann', 'bob']],
      [{ segment: ['list'] }, ['ann']],
      [{ none: [{ tag: ['vip'] }] }, ['cy', 'dee']],
      [{ none: [{ country: ['CN'] }] }, ['bob', 'cy', 'dee']],
      [{ none: [{ lastOrderDaysAgo: { atMost: 5 } }] }, ['bob', 'dee']],
      [{ all: [{ tag: ['vip'] }, { none: [{ orderCount: { atLeast: 2 } }] }] }, ['bob']],
      [{ any: [{ tag: ['b2b'] }, { orderCount: { atMost: 0 } }] }, ['bob', 'dee']]
    ]
    for (const [rule, fits] of cases) t.same(await shop.preview(rule), fits, JSON.stringify(rule))
    // The same rules, kept: by the job, and by what changes.
    let number = 0
    for (const [rule] of cases) await shop.segment(`s${number++}`, rule)
    for (const [at, [rule, fits]] of cases.entries()) {
      t.same(await shop.membersOf(`s${at}`), fits, `kept: ${JSON.stringify(rule)}`)
    }
    t.same(await shop.findings(), [])
  })

  t.test('rules: products and categories of the catalog', async (t) => {
    const shop = await openSegmentShop(t, kind)
    await fill(shop)
    const make = async (url: string, body: object) => {
      const { status, text, body: made } = await shop.post(url, body)
      if (status !== 201) throw new Error(text)
      return made
    }
    const home = await make('/categories', { name: 'Home', slug: 'home' })
    const cups = await make('/categories', { name: 'Cups', slug: 'cups', parentId: home.id })
    const other = await make('/categories', { name: 'Homeless', slug: 'homeless' })
    const { body } = await shop.call({ url: '/v1/products?sku=MUG' })
    const product = body.data[0]
    const read = await shop.call({ url: `/v1/products/${product.id}` })
    await shop.call({
      method: 'PATCH',
      url: `/v1/products/${product.id}`,
      body: { categoryId: cups.id },
      headers: { 'if-match': String(read.headers.etag) }
    })
    t.same(await shop.preview({ bought: { productIds: [product.id] } }), ['ann', 'bob', 'cy'])
    t.same(await shop.preview({ bought: { categoryIds: [home.id] } }), ['ann', 'bob', 'cy'])
    t.same(await shop.preview({ bought: { categoryIds: [other.id] } }), [])
  })

  t.test('refused: what is wrong with a rule, with the field and the fix', async (t) => {
    const shop = await openSegmentShop(t, kind)
    await fill(shop)
    const refused = async (rule: object, pointer: string, detail: RegExp) => {
      const answer = await shop.post('/segments', { handle: 'wrong', title: 'Wrong', rule })
      t.match(answer, {
        status: 422,
        body: { code: 'SEGMENT_RULE_INVALID', errors: [{ pointer, detail }] }
      })
    }
    await refused({ tag: ['nobody'] }, '#/rule/tag/0', /tag a customer first/)
    await refused({ segment: ['none'] }, '#/rule/segment/0', /create it first/)
    await refused({ tier: ['none'] }, '#/rule/tier/0', /create it first/)
    await refused(
      { all: [{ spent: { currency: 'EUR', atLeastMinor: 1 } }] },
      '#/rule/all/0/spent/currency',
      /CNY/
    )
    await refused({ bought: { skus: ['CUP'] } }, '#/rule/bought/skus/0', /catalog/)
    await refused({ orderCount: { atLeast: 3, atMost: 2 } }, '#/rule/orderCount', /more than/)
    await refused({ birthday: { fromDays: 3, toDays: 2 } }, '#/rule/birthday', /fromDays/)
    await refused({ rfm: { currency: 'CNY' } }, '#/rule/rfm', /recency/)
    await refused({ attribute: { name: 'a', in: ['b'], atLeast: 1 } }, '#/rule/attribute', /either/)

    let deep: object = { tag: ['vip'] }
    for (let at = 0; at < 6; at++) deep = { all: [deep] }
    t.equal(
      (await shop.post('/segments', { handle: 'deep', title: 'Deep', rule: deep })).status,
      400
    )
    const two = await shop.post('/segments', {
      handle: 'two',
      title: 'Two',
      rule: { tag: ['vip'], country: ['CN'] }
    })
    t.equal(two.status, 400, 'one field a rule')

    const one = await shop.segment('one', { tag: ['vip'] })
    await shop.segment('next', { any: [{ segment: ['one'] }, { country: ['CN'] }] })
    const circle = await shop.call({
      method: 'PATCH',
      url: `/v1/segments/${one.id}`,
      body: { rule: { all: [{ tag: ['vip'] }, { none: [{ segment: ['next'] }] }] } }
    })
    t.match(circle, {
      status: 422,
      body: {
        code: 'SEGMENT_CYCLIC',
        field: '#/rule/all/1/none/0/segment/0',
        circle: ['one', 'next', 'one']
      }
    })
    t.match(circle.body.detail, /a cyclic segment/)
    const self = await shop.post('/segments', {
      handle: 'self',
      title: 'Self',
      rule: { segment: ['self'] }
    })
    t.match(self, { status: 422, body: { code: 'SEGMENT_CYCLIC' } })
    const used = await shop.call({ method: 'DELETE', url: `/v1/segments/${one.id}` })
    t.match(used, { status: 409, body: { code: 'SEGMENT_IN_USE', usedBy: ['next'] } })
    const twice = await shop.post('/segments', {
      handle: 'one',
      title: 'One',
      rule: { tag: ['vip'] }
    })
    t.match(twice, { status: 409, body: { code: 'SEGMENT_HANDLE_TAKEN' } })
    t.equal(
      (await shop.post('/segments', { handle: 'none', title: 'None' })).status,
      422,
      'no rule'
    )
  })
})
