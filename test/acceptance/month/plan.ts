import { at, type Month } from './shop.ts'

/** Units at the flash price. */
export const flashUnits = 100

/** Writes the campaign of the month with what it gives: a coupon, a flash sale, a day for members. */
export async function planCampaign(month: Month): Promise<void> {
  const draft = async (handle: string, promotion: Record<string, unknown>) => {
    const { id } = await month.post('/promotions', {
      ...{ handle, title: handle, class: 'shop', currency: 'CNY', ...promotion }
    })
    month.ids.set(handle, id)
    return id as string
  }
  const promotionIds = [
    await draft('welcome', {
      coupon: 'unique',
      reward: { kind: 'amountOff', amountMinor: 2_500 },
      conditions: { subtotal: { atLeastMinor: 20_000 } },
      limits: { uses: 50, usesPerCustomer: 1 }
    }),
    await draft('flash', {
      class: 'item',
      reward: {
        kind: 'flash',
        items: [{ sku: 'LAMP', unitPriceMinor: 9_900, quantity: flashUnits, perCustomer: 1 }]
      },
      ...{ startsAt: at('02-10 10:00'), endsAt: at('02-11 00:00') }
    }),
    await draft('member-day', {
      reward: { kind: 'percentOff', percentBps: 1000 },
      conditions: { all: [{ tier: ['silver'] }, { window: { weekdays: [4] } }] }
    })
  ]
  const { id } = await month.post('/campaigns', {
    ...{ handle: 'spring', title: 'Spring', goal: 'sales', currency: 'CNY', promotionIds },
    ...{ targets: { orders: 100, minRoasBps: 5_000 }, budgetMinor: 2_500_000 },
    ...{ liveAt: at('02-09 00:00'), closesAt: at('02-12 00:00') },
    guardRails: {
      minMargin: { marginBps: 2_000, afterOrders: 5, action: 'stop' },
      // What the flash sale gives and the coupons before it have given reaches it.
      maxSpend: { amountMinor: flashUnits * 20_100 + 7_500, action: 'alert' }
    }
  })
  month.ids.set('spring', id)
}
