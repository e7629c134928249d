import type { Test } from 'tap'
import { alertsOf } from './flash.ts'
import { half, reckonCampaign } from './reckoning.ts'
import { at, type Month } from './shop.ts'

const recordedMinor = 50_000
const feesMinor = 12_345
const bps = (part: number, whole: number) => half((part * 10_000) / whole)

/** The campaign ends by itself, and with it what it gave. */
export async function closeCampaign(t: Test, month: Month): Promise<void> {
  await month.arrive(at('02-12 00:00'))
  const campaign = await month.get(`/campaigns/${month.ids.get('spring')}`)
  t.match(campaign, { state: 'closed', endedAt: at('02-12 00:00') })
  for (const handle of ['welcome', 'flash', 'member-day']) {
    t.match(await month.get(`/promotions/${month.ids.get(handle)}`), { state: 'ended' }, handle)
  }
  t.same(await alertsOf(month), [], 'over: nobody can do anything about it')
}

/** Chapter 9: figures and review of the campaign are what its orders come to. */
export async function review(t: Test, month: Month): Promise<void> {
  const id = month.ids.get('spring')!
  const promotionIds = ['welcome', 'flash', 'member-day'].map((handle) => month.ids.get(handle)!)
  const span = { from: at('02-09 00:00'), to: at('02-12 00:00') }
  const reckoned = await reckonCampaign(month, promotionIds, span)
  const { figures, actual, baseline } = reckoned
  const { orders, units, netMinor, costMinor, discountMinor, newCustomers } = figures
  // Three coupons, a hundred lamps, and a silver member on her day.
  t.match(reckoned, { skus: ['CUP', 'LAMP', 'TEA'], figures: { orders: 104, newCustomers: 102 } })
  const told = await month.get(`/campaigns/${id}/figures`)
  t.same(told.totals, {
    ...figures,
    ...{ recordedMinor, spentMinor: discountMinor + recordedMinor, unknownCostUnits: 0 },
    ...{ marginMinor: netMinor - costMinor, marginBps: bps(netMinor - costMinor, netMinor) }
  })
  for (const name of ['orders', 'units', 'netMinor', 'discountMinor', 'recordedMinor']) {
    const days = told.byDay.map((day: Record<string, number>) => day[name])
    const total = days.reduce((one: number, more: number) => one + more, 0)
    t.equal(total, told.totals[name], `days sum up: ${name}`)
  }
  t.same(
    told.byDay.map(({ dayOn }: { dayOn: string }) => dayOn),
    ['2027-02-09', '2027-02-10', '2027-02-11']
  )

  const lessons = ['A hundred lamps were too few']
  const made = await month.post(`/campaigns/${id}/reviews`, { weeks: 1, feesMinor, lessons })
  const totalMinor = discountMinor + recordedMinor + feesMinor
  const [moreUnits, moreMinor] = [
    actual.units - baseline.units,
    actual.netMinor - baseline.netMinor
  ]
  t.match(made, {
    ...{ revision: 1, ...span, weeks: 1, skus: reckoned.skus, actual, baseline },
    uplift: {
      ...{ units: moreUnits, netMinor: moreMinor },
      unitsBps: bps(moreUnits, baseline.units),
      netBps: bps(moreMinor, baseline.netMinor)
    },
    ...{ orders, units, netMinor, newCustomers, costOfGoodsMinor: costMinor, lessons },
    cost: { discountMinor, recordedMinor, feesMinor, totalMinor },
    roasBps: bps(netMinor, totalMinor),
    roiBps: bps(netMinor + discountMinor - costMinor - totalMinor, totalMinor)
  })
}
