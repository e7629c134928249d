import type { Scenario } from '../scenario.ts'
import type { Account, Stand } from '../stand.ts'

const hasStock: Scenario['needs'] = ({ stock }) => stock !== false

/** Adds the platform's listings, so that stock and prices have somewhere to go. */
export async function addListings(stand: Stand, { channelId, simulator }: Account): Promise<void> {
  for (const { sku } of simulator.products) {
    const externalListingId = simulator.listingOf(sku)
    if (externalListingId === null) continue
    const body = { channelId, externalListingId, sku }
    const { status } = await stand.call('POST', '/v1/listings', body)
    if (status >= 300) throw new Error(`no listing of ${sku}: ${status}`)
  }
}

/** Waits until the platform shows of each product what we have of it. */
export async function shown(stand: Stand, account: Account, skus: readonly string[]) {
  for (const sku of skus) {
    await stand.until(
      async () => account.simulator.shownStock(sku) === Math.max(0, await stand.available(sku)),
      `our stock of ${sku} on the platform`
    )
  }
}

/** Stock goes out: what changed, once, newest last. */
export const stock: Scenario[] = [
  {
    name: 'every listing shows our stock, and a change of it',
    needs: hasStock,
    async run(t, stand) {
      const account = await stand.account(t)
      await addListings(stand, account)
      const skus = account.simulator.products.map(({ sku }) => sku)
      await shown(stand, account, skus)
      await stand.adjust(skus[0]!, -3)
      await shown(stand, account, [skus[0]!])
      t.same(await stand.alertsOf(account), [])
    }
  },
  {
    name: 'fifty changes of one SKU are a few calls, and the last of them stands',
    needs: hasStock,
    async run(t, stand) {
      const account = await stand.account(t)
      await addListings(stand, account)
      const { sku } = account.simulator.products[0]!
      await shown(stand, account, [sku])
      const before = account.simulator.stockEffects(sku)
      for (let change = 0; change < 50; change++) await stand.adjust(sku, change % 2 ? 1 : 2)
      await shown(stand, account, [sku])
      const effects = account.simulator.stockEffects(sku) - before
      t.ok(effects >= 1 && effects < 50, `${effects} writes for 50 changes`)
    }
  },
  {
    name: 'a write whose answer is lost is repeated, and the platform ends with our stock',
    needs: hasStock,
    async run(t, stand) {
      const account = await stand.account(t)
      await addListings(stand, account)
      const skus = account.simulator.products.map(({ sku }) => sku)
      await shown(stand, account, skus)
      account.simulator.faults.add({ kind: 'lostAnswer' })
      await stand.adjust(skus[0]!, -2)
      await stand.adjust(skus[1]!, 5)
      await shown(stand, account, skus)
      t.same(await stand.alertsOf(account), [])
    }
  },
  {
    name: 'one item that is refused keeps no other back, and a person is told which',
    needs: ({ stock }) => stock !== false && stock.batchMax > 1,
    async run(t, stand) {
      const account = await stand.account(t)
      account.simulator.faults.add({ kind: 'partial' })
      await addListings(stand, account)
      const skus = account.simulator.products.map(({ sku }) => sku)
      const isPushed = (sku: string) => account.simulator.stockEffects(sku) > 0
      await stand.until(() => skus.filter(isPushed).length >= skus.length - 1, 'all others')
      await stand.until(
        async () => (await stand.alertsOf(account)).includes('channel.push-failed'),
        'the alert'
      )
      t.ok(true)
    }
  },
  {
    name: 'prices go out in the currency of the account',
    needs: ({ prices }) => prices !== false,
    async run(t, stand) {
      const { simulator } = await withPrices(t, stand)
      const { sku, amountMinor, currency } = simulator.products[0]!
      await stand.until(() => simulator.shownPrice(sku)?.amountMinor === amountMinor + 100, 'price')
      t.equal(simulator.shownPrice(sku)?.currency, currency)
    }
  }
]

async function withPrices(t: Parameters<Scenario['run']>[0], stand: Stand): Promise<Account> {
  const account = await stand.account(t)
  await addListings(stand, account)
  const { sku, amountMinor, currency } = account.simulator.products[0]!
  const { body } = await stand.call('GET', `/v1/variants?sku=${encodeURIComponent(sku)}`)
  const prices = [{ currency, amountMinor: amountMinor + 100 }]
  await stand.call('PUT', `/v1/variants/${body.data[0].id}/prices`, { prices })
  return account
}
