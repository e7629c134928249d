import type { Test } from 'tap'
import { readNews, sendNews } from './news.ts'
import { planCampaign } from './plan.ts'
import { at, type Month, type Row } from './shop.ts'

const codesMade = 20

/** Chapter 2: codes are made, announced and claimed; each is used once, and each customer uses one. */
export async function coupon(t: Test, month: Month): Promise<void> {
  await planCampaign(month)
  const campaignId = month.ids.get('spring')
  const welcome = month.ids.get('welcome')!
  await month.settle()
  t.match(await month.get(`/campaigns/${campaignId}`), { state: 'draft' })
  const lot = { batch: 'spring', count: codesMade, prefix: 'TEA-' }
  t.match(await month.post(`/promotions/${welcome}/codes/generate`, lot), { made: codesMade })
  t.match(
    await month.post(`/promotions/${welcome}/codes/generate`, lot),
    { made: codesMade },
    'once'
  )
  t.match(await claim(month, 'cleo'), {
    status: 409,
    body: { code: 'COUPON_NOT_CLAIMABLE', reason: 'it is draft' }
  })
  await month.post(`/campaigns/${campaignId}/announce`)
  await sendNews(month)
  await readNews(t, month, { isMorningInNewYork: false })
  const codes = new Map<string, string>()
  for (const name of ['ann', 'cleo', 'dan']) {
    const claimed = await claim(month, name)
    t.equal(claimed.status, 201)
    codes.set(name, claimed.body.code)
  }
  t.match(await claim(month, 'cleo'), { status: 409, body: { code: 'COUPON_CLAIMS_EXHAUSTED' } })
  month.ids.set('code of cleo', codes.get('cleo')!)
  const tea = { TEA: 3 }
  const use = (name: string, code: string, lines: Record<string, number> = tea) =>
    month.order(name, lines, { codes: [code] })
  t.match(
    await use('cleo', codes.get('cleo')!),
    { status: 422, body: { code: 'COUPON_UNKNOWN' } },
    'announced is not live'
  )

  await month.arrive(at('02-09 00:00'))
  await readNews(t, month, { isMorningInNewYork: true })
  t.match(await month.get(`/campaigns/${campaignId}`), {
    state: 'live',
    launchedAt: at('02-09 00:00')
  })
  t.match(
    await use('cleo', codes.get('cleo')!, { TEA: 1 }),
    { status: 422, body: { code: 'COUPON_NOT_APPLICABLE', reason: 'thresholdNotReached' } },
    'not from so little on'
  )
  t.match(
    await use('dan', codes.get('cleo')!),
    { status: 422, body: { code: 'COUPON_UNKNOWN' } },
    'claimed by somebody else'
  )
  for (const [name, code] of codes) {
    const order = await month.buy(name, tea, { codes: [code] })
    t.match(order, { totalMinor: 27_500, state: 'allocated', lines: [{ discountMinor: 2_500 }] })
    month.ids.set(`coupon order of ${name}`, order.id)
  }
  t.match(await use('ann', codes.get('ann')!), {
    status: 409,
    body: { code: 'COUPON_USED', coupon: codes.get('ann') }
  })
  t.match(await month.get(`/coupons?code=${codes.get('ann')}`), {
    data: [{ state: 'used', orderId: month.ids.get('coupon order of ann') }]
  })
  const { used } = await month.get(`/promotions/${welcome}`)
  t.same(used, { uses: 3, spentMinor: 7_500 })
  const states = (await month.all(`/coupons?promotionId=${welcome}`)).map(({ state }: Row) => state)
  t.same([states.filter((state) => state === 'used').length, states.length], [3, codesMade])
  // By the tier before the order: ann is silver, cleo has just joined.
  t.equal(await balanceOf(month, 'ann'), 280 + 50 + 412, 'half as much again, rounded down')
  t.equal(await balanceOf(month, 'cleo'), 275)
}

function claim(month: Month, name: string) {
  const body = { promotionId: month.ids.get('welcome'), customerId: month.people.get(name) }
  return month.send('POST', '/coupons/claim', body)
}

export async function balanceOf(month: Month, name: string): Promise<number> {
  return (await month.get(`/membership/members/${month.people.get(name)}/points`)).balance
}
