import { randomBytes } from 'node:crypto'
import type { SimulatedProduct } from '#core/channel/simulator'
import type { ListingState, ShownListing } from '#core/channel/writes'
import type { Scenario } from '../scenario.ts'
import type { Account, Stand } from '../stand.ts'
import type { KitTest } from '../subject.ts'
import { addListings, shown } from './stock.ts'

const canWrite: Scenario['needs'] = ({ listings }) => listings !== false && listings.write !== false
/** Paused and read back they are by all that have them, those too that are made on the platform itself. */
const hasListings: Scenario['needs'] = ({ listings }) => listings !== false

/** What we offer: created, changed, paused, resumed and read back. */
export const listings: Scenario[] = [
  {
    name: 'SKUs that the platform has are brought up to date and become listings of ours, once it has decided',
    needs: canWrite,
    async run(t, stand) {
      const account = await stand.account(t)
      const skus = account.simulator.products.map(({ sku }) => sku)
      const done = { state: 'done', reason: null }
      t.same(
        await publish(stand, account, skus),
        skus.map(() => done)
      )
      const ours = await listingsOf(stand, account, skus)
      t.same(
        new Map(ours.map(({ sku, externalListingId }) => [sku, externalListingId])),
        new Map(skus.map((sku) => [sku, account.simulator.listingOf(sku)]))
      )
      t.equal(ours.length, skus.length)
    }
  },
  {
    name: 'a SKU that is new to the platform is created there, and reads back as we have it',
    needs: canWrite,
    async run(t, stand) {
      const account = await stand.account(t)
      const product = await newProduct(stand, account)
      const { sku, title, amountMinor, currency } = product
      t.same(await publish(stand, account, [sku]), [{ state: 'done', reason: null }])
      await shown(stand, account, [sku])
      const externalListingId = account.simulator.listingOf(sku)
      t.ok(externalListingId !== null, 'the platform has it')
      t.match(await read(stand, account, [sku]), [
        {
          ...{ externalListingId, sku, title, state: 'active', amountMinor, currency },
          ...{ quantity: await stand.available(sku), issues: [] }
        }
      ])
      t.same(await stand.alertsOf(account), [])
    }
  },
  {
    name: 'a new listing whose answer is lost is there once',
    needs: canWrite,
    async run(t, stand) {
      const account = await stand.account(t)
      const { sku } = await newProduct(stand, account)
      await stand.pull(account)
      // One of them meets the write, whether or not something is read before it.
      account.simulator.faults.add({ kind: 'lostAnswer' })
      account.simulator.faults.add({ kind: 'lostAnswer', after: 1 })
      t.same(await publish(stand, account, [sku]), [{ state: 'done', reason: null }])
      const ours = await listingsOf(stand, account, [sku])
      t.same(
        ours.map(({ externalListingId }) => externalListingId),
        [account.simulator.listingOf(sku)]
      )
    }
  },
  {
    name: 'a listing that is published again is changed in its place',
    needs: canWrite,
    async run(t, stand) {
      const account = await stand.account(t)
      const { sku, amountMinor, currency } = await newProduct(stand, account)
      await publish(stand, account, [sku])
      await shown(stand, account, [sku])
      const before = account.simulator.listingOf(sku)
      const { body } = await stand.call('GET', `/v1/variants?sku=${sku}`)
      const [{ id, productId }] = body.data
      const title = 'Kit, second edition'
      await stand.call('PATCH', `/v1/products/${productId}`, { title })
      const prices = [{ currency, amountMinor: amountMinor + 250 }]
      await stand.call('PUT', `/v1/variants/${id}/prices`, { prices })
      t.same(await publish(stand, account, [sku]), [{ state: 'done', reason: null }])
      t.match(await read(stand, account, [sku]), [
        { externalListingId: before, title, amountMinor: amountMinor + 250, state: 'active' }
      ])
      t.equal((await listingsOf(stand, account, [sku])).length, 1)
    }
  },
  {
    name: 'one listing that is refused keeps no other back, and a person is told which',
    needs: ({ listings }) =>
      listings !== false && listings.write !== false && listings.batchMax > 1,
    async run(t, stand) {
      const account = await stand.account(t)
      const skus = account.simulator.products.map(({ sku }) => sku)
      account.simulator.faults.add({ kind: 'partial' })
      const states = (await publish(stand, account, skus)).map(({ state }) => state)
      t.equal(states.filter((state) => state === 'rejected').length, 1)
      t.equal(states.filter((state) => state === 'done').length, skus.length - 1)
      t.ok((await stand.alertsOf(account)).includes('channel.push-failed'))
    }
  },
  {
    name: 'listings that are paused read back so, and are sold again once they are resumed',
    needs: hasListings,
    async run(t, stand) {
      const { account, skus } = await withListings(t, stand)
      await assertState(t, stand, account, { skus, state: 'paused' })
      // What changes meanwhile is not lost.
      await stand.adjust(skus[0]!, -1)
      await assertState(t, stand, account, { skus, state: 'active' })
      await shown(stand, account, skus)
      t.same(await stand.alertsOf(account), [])
    }
  },
  {
    name: 'a pause whose answer is lost is a pause',
    needs: hasListings,
    async run(t, stand) {
      const { account, skus } = await withListings(t, stand)
      account.simulator.faults.add({ kind: 'lostAnswer' })
      account.simulator.faults.add({ kind: 'lostAnswer', after: 1 })
      await assertState(t, stand, account, { skus, state: 'paused' })
    }
  },
  {
    name: 'a listing that the platform lacks is refused by its name, others are paused, and reading leaves it out',
    needs: hasListings,
    async run(t, stand) {
      const { account, skus } = await withListings(t, stand)
      const [sku] = skus as [string]
      const { channelId } = account
      const there = account.simulator.listingOf(sku)!
      const gone = '987654321'
      await stand.call('POST', '/v1/listings', { channelId, externalListingId: gone, sku })
      const ids = [there, gone]
      const written = await setStates(stand, account, ids, 'paused')
      t.same(
        written.map(({ state }) => state),
        ['done', 'rejected']
      )
      t.ok(String(written[1]!.reason).length > 10, `with a reason: ${written[1]!.reason}`)
      t.match(await check(stand, account, ids), [{ externalListingId: there, state: 'paused' }])
      t.equal((await check(stand, account, ids)).length, 1)
    }
  }
]

/** A product that the platform has not seen yet, in stock with us. */
async function newProduct(stand: Stand, { simulator }: Account): Promise<SimulatedProduct> {
  const { amountMinor, currency } = simulator.products[0]!
  const sku = `KIT-${randomBytes(4).toString('hex').toUpperCase()}`
  const product = { sku, title: 'Kit', amountMinor: amountMinor + 100, currency, onHand: 12 }
  await stand.stock([product])
  return product
}

/** An account whose listings show our stock, and that has nothing else to do. */
async function withListings(t: KitTest, stand: Stand) {
  const account = await stand.account(t)
  await addListings(stand, account)
  const skus = account.simulator.products.map(({ sku }) => sku)
  await shown(stand, account, skus)
  await stand.pull(account)
  return { account, skus }
}

/** Publishes SKUs and waits until the platform has decided. */
async function publish(stand: Stand, account: Account, skus: readonly string[]) {
  const { listingCategory: category } = account.simulator
  const body = { skus, ...(category !== undefined && { category }) }
  const written = await write(stand, account, { path: 'publish', body })
  return written.map(({ state, reason }) => ({ state, reason }))
}

function setStates(
  stand: Stand,
  account: Account,
  externalListingIds: readonly string[],
  state: ListingState['state']
) {
  return write(stand, account, { path: 'state', body: { externalListingIds, state } })
}

/** Asks for writes and waits for their end. Shape: one row a write, in the order they were asked for. */
async function write(
  stand: Stand,
  { channelId, simulator }: Account,
  { path, body }: { path: 'publish' | 'state'; body: object }
) {
  const answer = await stand.call('POST', `/v1/channels/${channelId}/listings/${path}`, body)
  if (answer.status !== 202) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  const ids = (answer.body.writes as { id: string }[]).map(({ id }) => id)
  const find = () =>
    stand.engine.db.selectFrom('channelWrites').selectAll().where('id', 'in', ids).execute()
  await stand.until(async () => {
    simulator.decideSubmissions?.()
    return (await find()).every(({ state }) => ['done', 'rejected'].includes(state))
  }, `the end of ${path}`)
  const rows = new Map((await find()).map((row) => [row.id, row]))
  return ids.map((id) => rows.get(id)!)
}

/** Brings listings into a state: the platform shows it, and so do we. */
async function assertState(
  t: KitTest,
  stand: Stand,
  account: Account,
  { skus, state }: { skus: readonly string[]; state: ListingState['state'] }
): Promise<void> {
  const ids = skus.map((sku) => account.simulator.listingOf(sku)!)
  const written = await setStates(stand, account, ids, state)
  t.same([...new Set(written.map((row) => row.state))], ['done'])
  const there = await check(stand, account, ids)
  t.same(there.map((one) => one.externalListingId).sort(), [...ids].sort())
  t.same([...new Set(there.map((one) => one.state))], [state], 'as the platform shows it')
  const here = await listingsOf(stand, account, skus)
  t.same([...new Set(here.map((one) => one.state))], [state], 'as we have it')
}

/** What the platform shows of SKUs. */
function read(stand: Stand, account: Account, skus: readonly string[]): Promise<ShownListing[]> {
  return check(
    stand,
    account,
    skus.map((sku) => account.simulator.listingOf(sku)!)
  )
}

async function check(
  stand: Stand,
  { channelId }: Account,
  externalListingIds: readonly string[]
): Promise<ShownListing[]> {
  const url = `/v1/channels/${channelId}/listings/check`
  const { status, body } = await stand.call('POST', url, { externalListingIds })
  if (status !== 200) throw new Error(`not read: ${JSON.stringify(body)}`)
  return body.listings
}

function listingsOf({ engine }: Stand, { channelId }: Account, skus: readonly string[]) {
  return engine.db
    .selectFrom('channelListings')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('sku', 'in', [...skus])
    .execute()
}
