import { onEachDatabase } from '../../harness.ts'
import { buildCampaignShop, closesAt, cost, liveAt } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('refused: what cannot be meant, with every field and its fix', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 5 })
    const ten = await shop.draft()
    const refused = async (
      promotionIds: string[],
      input: Record<string, unknown>,
      errors: object[]
    ) => {
      const answer = await shop.plan(promotionIds, input)
      t.match(answer, { status: 400, body: { errors } }, JSON.stringify(input))
      t.equal(answer.body.errors.length, errors.length, answer.text)
    }
    await refused([ten], { closesAt: liveAt }, [
      { pointer: '#/closesAt', detail: `is not after liveAt: write a time after ${liveAt}` }
    ])
    await refused([ten], { teaserAt: closesAt }, [{ pointer: '#/teaserAt' }])
    await refused([ten], { liveAt: '2026-01-01T00:00:00Z', closesAt: '2026-02-01T00:00:00Z' }, [
      { pointer: '#/closesAt', detail: /^is over/ }
    ])
    await refused([ten], { closesAt: '2028-01-01T00:00:00Z' }, [{ pointer: '#/closesAt' }])
    await refused(['prm_none'], { budgetMinor: 0 }, [
      { pointer: '#/promotionIds/0', detail: /is the id of no promotion/ }
    ])
    await refused([ten], { currency: 'KWD' }, [
      { pointer: '#/promotionIds/0', detail: /is in CNY, the campaign in KWD/ },
      { pointer: '#/currency' }
    ])
    await refused([ten], { targets: { newCustomers: 5 } }, [{ pointer: '#/targets/newCustomers' }])
    const early = await shop.draft({ startsAt: '2026-03-01T00:00:00Z' })
    const late = await shop.draft({ endsAt: '2026-03-06T00:00:00Z' })
    await refused([early, late], {}, [
      { pointer: '#/promotionIds/0', detail: /startsAt/ },
      { pointer: '#/promotionIds/1', detail: /endsAt/ }
    ])
    const live = (await shop.launch()).id
    await refused([live], {}, [{ pointer: '#/promotionIds/0', detail: /is live/ }])
    for (const input of [
      { budgetMinor: -1 },
      { targets: {} },
      { goal: 'fame' },
      { guardRails: { maxSpend: { amountMinor: 0, action: 'stop' } } },
      { guardRails: {} },
      { content: { text: 'x', imageUrls: ['ftp://a'] } },
      { promotionIds: [ten, ten] }
    ]) {
      const pointer = new RegExp(`^#/${Object.keys(input)[0]}`)
      await refused([ten], input, [{ pointer }])
    }
    t.match((await shop.call({ url: '/v1/campaigns' })).body.data, [], 'nothing was written')
  })

  t.test(
    'refused: a promotion has one campaign that is not over, a handle one campaign',
    async (t) => {
      const shop = await buildCampaignShop(t, kind)
      const ten = await shop.draft()
      const answers = await Promise.all([1, 2, 3].map(() => shop.plan([ten])))
      t.same(answers.map(({ status }) => status).sort(), [201, 409, 409])
      const first = answers.find(({ status }) => status === 201)!.body
      t.match(
        answers.find(({ status }) => status === 409),
        { body: { code: 'CAMPAIGN_PROMOTION_TAKEN', promotionId: ten, campaignId: first.id } }
      )
      await shop.addSku('PEN', 0, { prices: [{ amountMinor: 100, currency: 'USD' }] })
      const dollars = await shop.call({
        method: 'PATCH',
        url: `/v1/promotions/${ten}`,
        body: { currency: 'USD' }
      })
      t.match(dollars, { status: 409, body: { code: 'PROMOTION_FIXED', field: 'currency' } })
      const second = await shop.draft()
      t.match(await shop.plan([second], { handle: first.handle }), {
        status: 409,
        body: { code: 'CAMPAIGN_HANDLE_TAKEN' }
      })
      await shop.change(first.id, { promotionIds: [second] })
      t.match(await shop.plan([ten]), { status: 201 }, 'it was taken off the first')
    }
  )

  t.test('warned: a margin is asked for and the cost of a SKU is not known', async (t) => {
    const shop = await buildCampaignShop(t, kind)
    await shop.addSku('MUG', 1, cost(400))
    await shop.addSku('CUP', 1)
    const scope = { skus: ['MUG', 'CUP'] }
    const ten = await shop.draft({
      class: 'item',
      reward: { kind: 'percentOff', percentBps: 1000, scope }
    })
    const guardRails = { minMargin: { marginBps: 2000, action: 'alert' } }
    const planned = await shop.plan([ten], { guardRails })
    t.match(planned, {
      status: 201,
      body: { warnings: [{ pointer: '#/guardRails/minMargin', detail: /known of CUP:/ }] }
    })
    t.match(await shop.change(planned.body.id, { guardRails: null }), {
      body: { warnings: [], guardRails: null }
    })
  })

  t.test('refused: spends and reviews that cannot be', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 5 })
    const { id } = (await shop.plan([await shop.draft()])).body
    const pointerOf = async (amountMinor: number, more = {}) =>
      (await shop.spend(id, `${amountMinor}`, amountMinor, more)).body.errors?.[0].pointer
    t.equal(await pointerOf(0), '#/amountMinor')
    t.equal(await pointerOf(-1), '#/amountMinor')
    t.equal(await pointerOf(1, { dayOn: '2026-03-03' }), '#/dayOn')
    t.equal(await pointerOf(1, { dayOn: '2026-02-30' }), '#/dayOn')
    t.match(await shop.spend('cmp_none', 'a', 1), { status: 404 })
    const review = (body: object) =>
      shop.call({
        method: 'POST',
        url: `/v1/campaigns/${id}/reviews`,
        body: { lessons: [], ...body }
      })
    t.match(await review({}), { status: 409, body: { code: 'CAMPAIGN_NOT_OVER' } })
    await shop.take(id, 'launch')
    shop.clock.advance(60_000)
    await shop.take(id, 'close')
    t.match(await review({ skus: ['MUG', 'NONE'] }), {
      status: 400,
      body: { errors: [{ pointer: '#/skus/1', detail: '"NONE" is no SKU of the catalog' }] }
    })
    t.match(await review({ weeks: 0 }), { status: 400 })
  })
})
