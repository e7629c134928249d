import { pino } from 'pino'
import { simulateAmazon } from '#adapters/amazon'
import { instantAt, systemClock } from '#core/time'

/*
 * Simulated marketplaces in a process of their own, one for each account, without quotas. The first argument is JSON:
 * how many accounts, and how many orders each has, all of them within the last hour. Sends their settings to its parent,
 * and answers every message with the calls that each has seen.
 */
const { accounts, orders } = JSON.parse(process.argv[2] as string) as PlatformInput
const io = { clock: systemClock, log: pino({ level: 'silent' }), channelId: 'bench' }
const platforms = await Promise.all(Array.from({ length: accounts }, () => simulateAmazon({}, io)))
const beganMs = systemClock.ms() - 3_000_000
for (const platform of platforms) {
  const skus = platform.products.map(({ sku }) => sku)
  for (let index = 0; index < orders; index++) {
    const at = instantAt(beganMs + Math.floor((index / orders) * 2_400_000))
    const lines = [{ sku: skus[index % skus.length]!, quantity: 1 }]
    platform.placeOrder({ lines, status: 'paid', placedAt: at, modifiedAt: at })
  }
}
const shown = platforms.map(({ settings, products, listingOf }) => ({
  settings,
  products,
  listings: products.map(({ sku }) => listingOf(sku)!)
}))
process.send!({ platforms: shown })
process.on('message', () => {
  process.send!({ calls: platforms.map(({ calls }) => calls.map(({ operation }) => operation)) })
})
process.on('disconnect', () => process.exit(0))

export interface PlatformInput {
  accounts: number
  orders: number
}
