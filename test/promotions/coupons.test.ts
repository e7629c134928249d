import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { buildPromotionShop, encryptionKey, type PromotionShop } from './shop.ts'

const unique = { coupon: 'unique', reward: { kind: 'amountOff', amountMinor: 100 } }

const makeCodes = (shop: PromotionShop, id: string, more: Record<string, unknown> = {}) =>
  shop.call({
    method: 'POST',
    url: `/v1/promotions/${id}/codes/generate`,
    body: { batch: 'first', count: 10, ...more }
  })

async function codesOf(shop: PromotionShop, id: string): Promise<string[]> {
  const { text } = await shop.call({ url: `/v1/promotions/${id}/codes/export?format=ndjson` })
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => (JSON.parse(line) as { code: string }).code)
}

const importCodes = (shop: PromotionShop, id: string, body: string, type = 'text/csv') =>
  shop.call({
    method: 'POST',
    url: `/v1/promotions/${id}/codes/import?batch=printed`,
    headers: { 'content-type': type },
    body
  })

onEachDatabase(async (t, kind) => {
  t.test(
    'fact 26: unknown, wrong case, expired, other channel, used: each its own error',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { clock })
      await shop.launch({ coupon: 'code', code: 'SUMMER' })
      await shop.launch({ coupon: 'code', code: 'SHORT', endsAt: '2026-03-02T00:00:00Z' })
      const over = await shop.launch({ coupon: 'code', code: 'OVER' })
      await shop.launch({
        coupon: 'code',
        code: 'TILL',
        conditions: { all: [{ channel: ['till'] }] }
      })
      const draft = await shop.write({ coupon: 'code', code: 'DRAFT' })
      t.equal(draft.status, 201)
      const paused = await shop.launch({ coupon: 'code', code: 'PAUSED' })
      await shop.step(paused.id, 'pause')
      await shop.step(over.id, 'end')
      t.match(await shop.order({ MUG: 1 }, { codes: ['SHORT'] }), { status: 201 })
      clock.set('2026-03-02T00:00:00.000Z')
      const cases: [string, string, string][] = [
        ['NOPE', 'COUPON_UNKNOWN', 'couponUnknown'],
        ['summer', 'COUPON_UNKNOWN', 'couponUnknown'],
        ['DRAFT', 'COUPON_UNKNOWN', 'couponUnknown'],
        ['PAUSED', 'COUPON_UNKNOWN', 'couponUnknown'],
        ['SHORT', 'COUPON_EXPIRED', 'couponExpired'],
        ['OVER', 'COUPON_EXPIRED', 'couponExpired'],
        ['TILL', 'COUPON_OTHER_CHANNEL', 'couponOtherChannel']
      ]
      for (const [code, error, reason] of cases) {
        const refused = await shop.order({ MUG: 1 }, { codes: [code] })
        t.match(refused, { status: 422, body: { code: error, coupon: code } }, code)
        const quote = await shop.evaluate({ MUG: 1 }, { codes: [code] })
        t.match(quote.body, { discountMinor: 0, refused: [{ code, reason }] }, `quote of ${code}`)
      }
      const till = { codes: ['TILL'], channelId: 'till' }
      t.match(await shop.evaluate({ MUG: 1 }, till), { body: { discountMinor: 100, refused: [] } })
    }
  )

  t.test('facts 26, 42: a code entered again and again is one discount', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    const code = await shop.launch({
      coupon: 'code',
      code: 'FIVE',
      reward: { kind: 'amountOff', amountMinor: 500 }
    })
    const codes = ['FIVE', 'FIVE', 'FIVE']
    const quotes = await Promise.all(codes.map(() => shop.evaluate({ MUG: 1 }, { codes })))
    for (const { body } of quotes) t.match(body, { discountMinor: 500, grossMinor: 500 })
    const placed = await shop.order({ MUG: 1 }, { codes })
    t.match(placed.body, { totalMinor: 500 })
    const applied = await shop.promotionsOf(placed.body.id)
    t.equal(applied.length, 1)
    t.match(applied[0], { promotionId: code.id, code: 'FIVE', amountMinor: 500 })
  })

  t.test(
    'fact 26: a canceled order gives the code back; one that has expired is not revived',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { clock })
      const one = await shop.launch(unique)
      await makeCodes(shop, one.id, { count: 2, expiresAt: '2026-03-02T00:00:00Z' })
      const [first, second] = await codesOf(shop, one.id)
      const use = (code: string) => shop.order({ MUG: 1 }, { codes: [code] })
      const orders = [await use(first!), await use(second!)]
      t.same(
        orders.map(({ status }) => status),
        [201, 201]
      )
      t.match(await use(first!), { status: 409, body: { code: 'COUPON_USED' } })
      await shop.act(orders[0]!.body.id, 'cancel', {})
      t.match(await use(first!), { status: 201 }, 'it is back')
      clock.set('2026-03-02T00:00:00.000Z')
      await shop.act(orders[1]!.body.id, 'cancel', {})
      t.match(await use(second!), { status: 422, body: { code: 'COUPON_EXPIRED' } })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'late: an order keeps code and price until it closes, and then gives the code back',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const shop = await buildPromotionShop(
        t,
        kind,
        { MUG: 100 },
        {
          clock,
          start: true,
          orders: { unpaidAfterMinutes: 60 }
        }
      )
      const code = await shop.launch({ coupon: 'code', code: 'ONCE', limits: { uses: 1 } })
      const { body: order } = await shop.order({ MUG: 1 }, { codes: ['ONCE'] })
      clock.advance(59 * 60_000)
      t.match(await shop.order({ MUG: 1 }, { codes: ['ONCE'] }), { status: 409 }, 'still reserved')
      clock.advance(2 * 60_000)
      await shop.engine.transaction((tx) => tx.enqueue('orders.close-unpaid', [{ payload: {} }]))
      await until(async () => (await shop.usedOf(code.id)).uses === 0, {
        what: 'the use given back'
      })
      t.match(await shop.promotionsOf(order.id), [{ state: 'returned' }])
      t.match(await shop.order({ MUG: 1 }, { codes: ['ONCE'] }), { status: 201 })
    }
  )

  t.test('unique codes: each counts once, also for 20 buyers at once', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    const one = await shop.launch(unique)
    await makeCodes(shop, one.id)
    const [code] = await codesOf(shop, one.id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.order({ MUG: 1 }, { codes: [code] }))
    )
    t.equal(answers.filter(({ status }) => status === 201).length, 1)
    for (const { status, body } of answers) {
      if (status !== 201) t.match(body, { code: 'COUPON_USED', coupon: code })
    }
    const list = await shop.call({ url: `/v1/coupons?code=${code}` })
    t.match(list.body.data, [{ code, state: 'used', isShared: false, batch: 'first' }])
    t.same(await shop.findings(), [])
  })

  t.test('batches: the same call again makes none too many, also at once', async (t) => {
    const shop = await buildPromotionShop(t, kind)
    const one = await shop.launch(unique)
    const batch = { count: 12_000, prefix: 'VIP-', length: 10 }
    const made = await Promise.all([1, 2].map(() => makeCodes(shop, one.id, batch)))
    for (const { status, body } of made)
      t.match({ status, body }, { status: 200, body: { made: 12_000 } })
    const codes = await codesOf(shop, one.id)
    t.equal(new Set(codes).size, 12_000)
    for (const code of codes.slice(0, 50)) t.match(code, /^VIP-[0-9A-HJKMNP-TV-Z]{10}$/)
    t.match(await makeCodes(shop, one.id, { ...batch, count: 12_001 }), { body: { made: 12_001 } })
    t.match(await makeCodes(shop, one.id, { ...batch, count: 5 }), {
      status: 409,
      body: { code: 'COUPON_BATCH_SMALLER', made: 12_001 }
    })
    const shared = await shop.launch({ coupon: 'code', code: 'ALL' })
    t.match(await makeCodes(shop, shared.id), { status: 409, body: { code: 'COUPONS_NOT_UNIQUE' } })
    t.match(await makeCodes(shop, 'prm_none'), { status: 404 })
  })

  t.test('import: CSV and NDJSON; the same file changes nothing; bad rows are told', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const one = await shop.launch(unique)
    const other = await shop.launch(unique)
    await importCodes(shop, other.id, 'code\nTHEIRS\n')
    const csv =
      'code,expiresAt\nPRINT-1,\nPRINT-2,2027-01-01T00:00:00+08:00\nPRINT-1,\nTHEIRS,\n"no good",\nLATE,tomorrow\n'
    const first = await importCodes(shop, one.id, csv)
    t.match(first, {
      status: 200,
      body: { rows: 6, created: 2, unchanged: 1, rejected: 3 }
    })
    t.same(first.body.errors.map(({ line }: { line: number }) => line).sort(), [5, 6, 7])
    t.match((await importCodes(shop, one.id, csv)).body, { created: 0, unchanged: 3, rejected: 3 })
    const ndjson = '{"code":"LINE-1"}\n{"code":"LINE-2","expiresAt":null}\n[1]\n'
    const lines = await importCodes(shop, one.id, ndjson, 'application/x-ndjson')
    t.match(lines.body, { rows: 3, created: 2, rejected: 1 })
    t.same((await codesOf(shop, one.id)).sort(), ['LINE-1', 'LINE-2', 'PRINT-1', 'PRINT-2'])
    const found = await shop.call({ url: '/v1/coupons?code=PRINT-2' })
    t.match(found.body.data, [{ expiresAt: '2026-12-31T16:00:00.000Z', batch: 'printed' }])
    const bad = await importCodes(shop, one.id, 'codes\nA\n')
    t.match(bad, { status: 400, body: { code: 'CSV_HEADER_INVALID' } })
    t.match(await shop.order({ MUG: 1 }, { codes: ['PRINT-1'] }), { status: 201 })
  })

  t.test('export: CSV with a header, a batch alone', async (t) => {
    const shop = await buildPromotionShop(t, kind)
    const one = await shop.launch(unique)
    await makeCodes(shop, one.id, { batch: 'a', count: 2 })
    await makeCodes(shop, one.id, { batch: 'b', count: 3 })
    const { text, headers } = await shop.call({
      url: `/v1/promotions/${one.id}/codes/export?batch=b`
    })
    t.match(headers['content-type'], /^text\/csv/)
    const [header, ...rows] = text.trim().split(/\r?\n/)
    t.equal(header, 'code,batch,expiresAt,claimedAt,usedAt,orderId')
    t.equal(rows.length, 3)
  })

  t.test(
    'claim: a free code for a customer, as many as one may have, of use to nobody else',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10 })
      const one = await shop.launch({ ...unique, limits: { usesPerCustomer: 1 } })
      await makeCodes(shop, one.id, { count: 2 })
      const claim = (buyer?: Record<string, unknown>) =>
        shop.call({
          method: 'POST',
          url: '/v1/coupons/claim',
          body: { promotionId: one.id, ...(buyer && { buyer }) }
        })
      t.match(await claim(), { status: 422, body: { code: 'BUYER_MISSING' } })
      const lei = { email: 'lei@example.com' }
      const both = await Promise.all([claim(lei), claim({ email: 'LEI@example.com ' })])
      t.same(both.map(({ status }) => status).sort(), [201, 409])
      const { body: claimed } = both.find(({ status }) => status === 201)!
      t.match(
        both.find(({ status }) => status === 409),
        { body: { code: 'COUPON_CLAIMS_EXHAUSTED' } }
      )
      const codes = [claimed.code]
      t.match(
        await shop.order({ MUG: 1 }, { codes, buyer: { email: 'other@example.com' } }),
        { status: 422, body: { code: 'COUPON_UNKNOWN' } },
        "somebody else's"
      )
      t.match(await shop.order({ MUG: 1 }, { codes, buyer: lei }), { status: 201 })
      t.match(await claim({ externalId: 'b-2' }), { status: 201 })
      t.match(await claim({ externalId: 'b-3' }), {
        status: 409,
        body: { code: 'COUPONS_ALL_CLAIMED' }
      })
      await shop.step(one.id, 'end')
      t.match(await claim({ externalId: 'b-4' }), {
        status: 409,
        body: { code: 'COUPON_NOT_CLAIMABLE' }
      })
    }
  )

  t.test('code: taken by one promotion at a time; free again when that has ended', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const first = await shop.launch({ coupon: 'code', code: 'XMAS' })
    t.match(await shop.write({ coupon: 'code', code: 'XMAS' }), {
      status: 409,
      body: { code: 'COUPON_CODE_TAKEN', coupon: 'XMAS' }
    })
    await shop.step(first.id, 'end')
    const next = await shop.launch({
      coupon: 'code',
      code: 'XMAS',
      reward: { kind: 'percentOff', percentBps: 2000 }
    })
    t.match((await shop.order({ MUG: 1 }, { codes: ['XMAS'] })).body, { totalMinor: 800 })
    const renamed = await shop.call({
      method: 'PATCH',
      url: `/v1/promotions/${next.id}`,
      body: { code: 'NOEL' }
    })
    t.equal(renamed.status, 200, renamed.text)
    t.match(await shop.order({ MUG: 1 }, { codes: ['XMAS'] }), { status: 422 })
    t.match(await shop.order({ MUG: 1 }, { codes: ['NOEL'] }), { status: 201 })
  })

  t.test('guessing: codes are tried at the pace that a key is allowed', async (t) => {
    const shop = await buildPromotionShop(
      t,
      kind,
      { MUG: 10 },
      {
        config: { encryptionKey, http: { rateLimitPerMinute: 20 } }
      }
    )
    const tries = []
    for (let index = 0; index < 30; index++) {
      tries.push(await shop.evaluate({ MUG: 1 }, { codes: [`GUESS-${index}`] }))
    }
    t.match(tries.at(-1), { status: 429, body: { code: 'RATE_LIMITED' } })
  })
})
