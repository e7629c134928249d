import type { Test } from 'tap'
import type { Answer } from '../../harness.ts'
import { flashUnits } from './plan.ts'
import { at, type Month, type Row } from './shop.ts'

const buyers = Array.from({ length: 1000 }, (_, index) => `buyer-${index}`)
/** They press twice. */
const impatient = buyers.slice(0, 100)

/** Chapter 3: 1,000 buyers at once for 100 units, one each. */
export async function flashSale(t: Test, month: Month): Promise<void> {
  const flash = month.ids.get('flash')!
  const stockOf = async () => {
    const { data } = await month.get('/stock?sku=LAMP')
    const { onHand, allocated, reserved, available } = data[0]
    return { onHand, allocated, reserved, available }
  }
  const locked = { onHand: 150, allocated: 0, reserved: flashUnits, available: 50 }
  t.same(await stockOf(), locked, 'locked since the campaign is live')
  const early = { lines: [{ sku: 'LAMP', quantity: 1 }] }
  t.match(await month.post('/promotions/evaluate', early), {
    grossMinor: 30_000,
    refused: [{ handle: 'flash', reason: 'notStarted' }]
  })
  await month.arrive(at('02-10 10:00'))

  const names = [...buyers, ...impatient]
  const answers = await Promise.all(
    names.map((name) => month.order(name, { LAMP: 1 }, { paidMinor: 9_900 }))
  )
  const sold = answers.flatMap(({ status, body }, index) =>
    status === 201 ? [{ name: names[index]!, order: body as Row }] : []
  )
  t.equal(sold.length, flashUnits)
  t.equal(new Set(sold.map(({ name }) => name)).size, flashUnits, 'nobody twice')
  t.same(
    [...new Set(sold.map(({ order }) => `${order.totalMinor} ${order.state}`))],
    ['9900 allocated']
  )
  const refusals = answers.filter(({ status }) => status !== 201)
  t.same(
    refusals.filter((answer) => !isClear(answer)),
    [],
    'each hears why'
  )
  t.same(await stockOf(), { ...locked, allocated: flashUnits, reserved: 0 })
  const [full] = (await month.get(`/promotions/${flash}/flash-stock`)).data
  t.match(full, { sku: 'LAMP', quantity: flashUnits, taken: flashUnits, left: 0 })
  t.same((await month.get(`/promotions/${flash}`)).used, {
    ...{ uses: flashUnits, spentMinor: flashUnits * 20_100 }
  })
  await assertLedger(t, month)

  const winners = new Set(sold.map(({ name }) => name))
  const loser = buyers.find((name) => !winners.has(name))!
  const [first, second] = [sold[0]!, sold[1]!]
  t.match(await alertsOf(month), [{ kind: 'campaign.spend-reached', severity: 'warning' }])
  await month.post(`/orders/${first.order.id}/cancel`, { reason: 'changed my mind' })
  t.same(await alertsOf(month), [], 'within again')
  t.match(await month.order(second.name, { LAMP: 1 }), {
    status: 409,
    body: { code: 'FLASH_CUSTOMER_LIMIT', sku: 'LAMP' }
  })
  t.match(await month.order(loser, { LAMP: 1 }, { paidMinor: 9_900 }), {
    status: 201,
    body: { totalMinor: 9_900, state: 'allocated' }
  })
  t.match(await month.order(first.name, { LAMP: 1 }), { body: { code: 'FLASH_SOLD_OUT' } })
  t.same(await stockOf(), { ...locked, allocated: flashUnits, reserved: 0 })
  t.match(await alertsOf(month), [{ kind: 'campaign.spend-reached' }])
  const spend = { key: 'ads', channel: 'search', amountMinor: 50_000, dayOn: '2027-02-10' }
  await month.post(`/campaigns/${month.ids.get('spring')}/spends`, spend)
}

function isClear({ status, body }: Answer): boolean {
  const isSoldOut = body.code === 'FLASH_SOLD_OUT' && /sold out/.test(body.detail)
  return status === 409 && (isSoldOut || body.code === 'FLASH_CUSTOMER_LIMIT')
}

/** Open alerts of campaigns. */
export function alertsOf(month: Month): Promise<Row[]> {
  return month
    .all('/alerts?state=open')
    .then((rows) => rows.filter(({ kind }) => kind.startsWith('campaign.')))
}

/** Each sale took its unit out of the lock, and claimed it: nothing is left of the lock, nothing claimed twice. */
async function assertLedger(t: Test, month: Month): Promise<void> {
  const movements = await month.all(`/stock/movements?sku=LAMP`)
  const sumOf = (name: string) => movements.reduce((sum, one) => sum + one[name], 0)
  t.same([sumOf('onHand'), sumOf('allocated'), sumOf('reserved')], [150, flashUnits, 0])
  const claims = movements.filter(({ kind }) => kind === 'allocation')
  t.same([claims.length, ...new Set(claims.map(({ allocated }) => allocated))], [flashUnits, 1])
}
