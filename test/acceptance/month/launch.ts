import type { Test } from 'tap'
import { addressOf, at, type Month } from './shop.ts'

const cny = (amountMinor: number) => ({ amountMinor, currency: 'CNY' })

/** What the shop sells: list price, cost and first delivery. */
export const goods = {
  TEA: { priceMinor: 10_000, costMinor: 4_000, units: 800 },
  CUP: { priceMinor: 5_000, costMinor: 2_000, units: 200 },
  POT: { priceMinor: 20_000, costMinor: 9_000, units: 100 },
  LAMP: { priceMinor: 30_000, costMinor: 6_000, units: 150 }
} as const

/** Those who buy tea once and are not seen again for weeks. */
export const regulars = Array.from({ length: 110 }, (_, index) => `regular-${index}`)
export const leapBorn = regulars[0]!
export const bornInNewYork = regulars[1]!
export const bornInMarch = regulars[2]!
/** They live where it is night while the shop is open. */
export const newYorkers = [bornInNewYork, regulars[3]!, regulars[4]!]
/** They never agreed to be written to. */
export const silent = regulars.slice(100, 105)

/** Chapter 1: goods, members, a price for members, a discount on what is new, and the first orders. */
export async function launch(t: Test, month: Month): Promise<void> {
  for (const [sku, { priceMinor, costMinor }] of Object.entries(goods)) {
    const variant = { sku, prices: [cny(priceMinor)], cost: cny(costMinor) }
    await month.post('/products', { title: `The ${sku}`, lifecycle: 'live', variants: [variant] })
  }
  const delivery = Object.entries(goods).map(([sku, { units }]) => ({ sku, quantity: units }))
  await month.post('/stock/receipts', { reason: 'opening', lines: delivery })
  await writeProgramme(month)
  const { id } = await month.post('/promotions', {
    ...{ handle: 'new-pot', title: 'New: 10 % off', class: 'item', currency: 'CNY' },
    reward: {
      ...{ kind: 'percentOff', percentBps: 1000 },
      scope: { skus: ['POT'], launchedWithinDays: 7 }
    }
  })
  await month.post(`/promotions/${id}/start`)
  const list = await month.post('/price-lists', {
    ...{ handle: 'members', title: 'For members', kind: 'sale', currency: 'CNY' },
    tiers: ['silver']
  })
  const items = [{ sku: 'CUP', unitPriceMinor: 4_500 }]
  const put = await month.send('PUT', `/price-lists/${list.id}/prices`, { items })
  t.equal(put.status, 200)
  await writeTemplates(month)
  await meetPeople(month)

  const cart = { lines: [{ sku: 'POT', quantity: 2 }], buyer: { email: addressOf('ann') } }
  t.match(await month.post('/promotions/evaluate', cart), {
    grossMinor: 36_000,
    applied: [{ handle: 'new-pot', amountMinor: 4_000 }]
  })
  for (const name of ['ann', 'bob']) {
    t.match(await month.buy(name, { POT: 1, TEA: 1 }), { totalMinor: 28_000, state: 'allocated' })
    t.equal((await memberOf(month, name)).tier, 'base')
  }
  await month.arrive(at('02-02 10:00'))
  for (const name of ['ann', 'bob']) {
    t.match(await month.buy(name, { CUP: 1 }), { totalMinor: 5_000 }, 'not yet a silver member')
    t.match(await memberOf(month, name), {
      tier: 'silver',
      memberships: [{ tierReason: 'upgraded', termEndsAt: at('03-03 00:00') }]
    })
  }
  const cup = { lines: [{ sku: 'CUP', quantity: 1 }], buyer: { email: addressOf('ann') } }
  t.match(await month.post('/promotions/evaluate', cup), { grossMinor: 4_500 }, 'now she is')

  const orders = regulars.map((name) => ({
    ...{ externalId: `tea of ${name}`, buyer: { email: addressOf(name) }, paidMinor: 10_000 },
    lines: [{ sku: 'TEA', quantity: 1 }]
  }))
  const { outcomes } = await month.post('/orders/batch', { items: orders })
  t.same(
    outcomes.filter(({ result }: { result?: { state: string } }) => result?.state !== 'allocated'),
    []
  )
  await month.arrive(at('02-08 12:00'))
  t.match(await month.post('/promotions/evaluate', cart), {
    grossMinor: 40_000,
    refused: [{ handle: 'new-pot', reason: 'noLineInScope' }]
  })
}

/** What the membership says of somebody. */
export function memberOf(month: Month, name: string) {
  return month.get(`/membership/members/${month.people.get(name)}`)
}

async function writeProgramme(month: Month): Promise<void> {
  const rates = [{ currency: 'CNY', points: 1, perMinor: 100 }]
  const { status, text } = await month.send('PUT', '/membership/programme', {
    ...{ title: 'Tea club', currency: 'CNY', points: { rates } }
  })
  if (status !== 200) throw new Error(text)
  await month.post('/membership/tiers', {
    ...{ handle: 'base', title: 'Base', level: 1, threshold: 0 },
    benefits: { birthday: { points: 20, benefit: 'cake' } }
  })
  await month.post('/membership/tiers', {
    ...{ handle: 'silver', title: 'Silver', level: 2, threshold: 30_000, keep: 10_000 },
    ...{ termMonths: 1, benefits: { pointsMultiplierBps: 15_000 } }
  })
}

async function writeTemplates(month: Month): Promise<void> {
  const write = (handle: string, subject: string, text: string, more: object = {}) =>
    month.post('/message-templates', {
      ...{ handle, medium: 'email', title: subject, purpose: 'marketing.email', language: 'en' },
      ...{ subject, text: `${text} Out: {{unsubscribe.url}}`, ...more }
    })
  await write('news', 'Spring at the tea house', 'It begins tomorrow.')
  await write('miss-you', 'We miss you', 'Code: {{coupon.code}}.')
  const variables = [{ name: 'gift', sample: '20' }]
  await write('birthday', 'Happy birthday', '{{gift}} points and a cake.', { variables })
}

async function meetPeople(month: Month): Promise<void> {
  const born = new Map([
    [leapBorn, '1992-02-29'],
    [bornInNewYork, '1990-02-28'],
    [bornInMarch, '1990-03-01']
  ])
  const meet = async (name: string) => {
    const birthOn = born.get(name)
    const { id } = await month.post('/customers', {
      ...{ name, emails: [addressOf(name)], ...(birthOn && { birthOn }) },
      ...(newYorkers.includes(name) && { zone: 'America/New_York' })
    })
    month.people.set(name, id)
    if (!regulars.includes(name) || silent.includes(name)) return
    const consent = { purpose: 'marketing.email', source: 'checkout', textVersion: '1' }
    await month.post(`/customers/${id}/consents`, consent)
  }
  await Promise.all(['ann', 'bob', 'cleo', 'dan', ...regulars].map(meet))
}
