import type { Test } from 'tap'
import { balanceOf } from './coupon.ts'
import { memberOf } from './launch.ts'
import { addressOf, at, type Month, type Row } from './shop.ts'

/** Chapter 4: a Thursday for silver members, on top of their own price. */
export async function memberDay(t: Test, month: Month): Promise<void> {
  const quote = (name: string) =>
    month.post('/promotions/evaluate', {
      ...{ lines: [{ sku: 'CUP', quantity: 4 }], buyer: { email: addressOf(name) } }
    })
  const refused = [{ handle: 'member-day', reason: 'conditionNotMet' }]
  t.match(await quote('ann'), { grossMinor: 18_000, refused }, 'it is Wednesday')
  await month.arrive(at('02-11 10:00'))
  t.match(await quote('dan'), { grossMinor: 20_000, refused }, 'not a silver member')
  t.match(await quote('ann'), {
    grossMinor: 16_200,
    applied: [{ handle: 'member-day', amountMinor: 1_800 }]
  })
  const before = await balanceOf(month, 'ann')
  t.match(await month.buy('ann', { CUP: 4 }), { totalMinor: 16_200 })
  t.equal(await balanceOf(month, 'ann'), before + 243)
  t.match(await month.buy('dan', { CUP: 1 }), { totalMinor: 5_000 })
}

/** Chapter 5: money goes back, and points, uses and the code with it. */
export async function refund(t: Test, month: Month): Promise<void> {
  const welcome = month.ids.get('welcome')!
  const code = month.ids.get('code of cleo')!
  const orderId = month.ids.get('coupon order of cleo')!
  const [line] = (await month.get(`/orders/${orderId}`)).lines
  const one = { orderLineId: line.id, quantity: 1, returnedBefore: 0 }
  const preview = { orderId, lines: [one] }
  // A third of 275.00, rounded half up.
  t.match(await month.post('/promotions/returns/preview', preview), { refundMinor: 9_167 })
  const cancel = (id: string, body: object) => month.post(`/orders/${id}/cancel`, body)
  const couponOf = async () => (await month.get(`/coupons?code=${code}`)).data[0]
  const usesOf = async () => (await month.get(`/promotions/${welcome}`)).used

  await cancel(orderId, { lines: [{ lineId: line.id, quantity: 1 }] })
  t.equal(await balanceOf(month, 'cleo'), 183, 'of 183.33 that are left')
  t.match(await couponOf(), { state: 'used', orderId }, 'the order stands')
  t.same(await usesOf(), { uses: 3, spentMinor: 7_500 - 833 })
  await cancel(orderId, {})
  t.equal(await balanceOf(month, 'cleo'), 0)
  t.match(await couponOf(), { state: 'claimed', orderId: null })
  t.same(await usesOf(), { uses: 2, spentMinor: 5_000 })
  const entries = await month.all(`/membership/members/${month.people.get('cleo')}/points/entries`)
  t.same(
    entries.map(({ points }: Row) => points),
    [-183, -92, 275]
  )
  t.match(await month.buy('cleo', { TEA: 3 }, { codes: [code] }), { totalMinor: 27_500 })
  t.match(await couponOf(), { state: 'used' }, 'what came back is used again')
  t.equal(await balanceOf(month, 'cleo'), 275)

  const dans = await month.get(`/orders/${month.ids.get('coupon order of dan')}`)
  await cancel(dans.id, { lines: [{ lineId: dans.lines[0].id, quantity: 1 }] })
  t.equal(await balanceOf(month, 'dan'), 183 + 50)
  t.same(await usesOf(), { uses: 3, spentMinor: 7_500 - 833 })
}

/** Chapter 8: the term of a tier ends; who has bought enough in it keeps the tier. */
export async function tiers(t: Test, month: Month): Promise<void> {
  await month.arrive(at('03-03 00:00'))
  t.match(await memberOf(month, 'ann'), {
    tier: 'silver',
    memberships: [{ tierReason: 'kept', termEndsAt: at('04-03 00:00') }]
  })
  t.match(await memberOf(month, 'bob'), {
    tier: 'base',
    memberships: [{ tierReason: 'expired', termEndsAt: null }]
  })
  const historyOf = async (name: string) => {
    const path = `/membership/members/${month.people.get(name)}/history`
    const rows = await month.all(path)
    return rows.map(({ reason, toTier }: Row) => `${reason} ${toTier}`).reverse()
  }
  const before = ['joined null', 'upgraded base', 'upgraded silver']
  t.same(await historyOf('ann'), [...before, 'kept silver'])
  t.same(await historyOf('bob'), [...before, 'expired base'])
  const toldOf = async (name: string) => {
    const timeline = await month.all(`/customers/${month.people.get(name)}/timeline`)
    return timeline
      .filter(({ kind }: Row) => kind === 'tier.changed')
      .map(({ detail: { from, to } }: Row) => [from, to])
      .reverse()
  }
  const up = [
    [null, 'base'],
    ['base', 'silver']
  ]
  t.same(await toldOf('ann'), up)
  t.same(await toldOf('bob'), [...up, ['silver', 'base']])
}
