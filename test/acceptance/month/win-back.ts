import type { Test } from 'tap'
import { newYorkers, silent } from './launch.ts'
import { reachable, readersOf, unsubscribe, unsubscribed } from './news.ts'
import { differenceOf } from './reckoning.ts'
import { at, type Month, type Row } from './shop.ts'

const holdoutBps = 2_000
const subject = 'We miss you'
/** One who is awake later, and leaves before that. */
const leaver = newYorkers[1]!

/** Chapter 6: who has not bought for 20 days gets a coupon; a fifth of them gets nothing, to compare with. */
export async function winBack(t: Test, month: Month): Promise<void> {
  const { automationId, promotionId } = await writeAutomation(month)
  await month.arrive(at('02-22 09:00'))
  const runs = await runsOf(month, automationId)
  t.same([...runs.keys()].sort(), [...reachable].sort(), 'once each; nobody who did not agree')
  const held = reachable.filter((name) => runs.get(name) === 'heldOut')
  const treated = reachable.filter((name) => !held.includes(name))
  t.ok(held.length > 0 && held.length < reachable.length / 2, `${held.length} are held out`)
  t.same(readersOf(month, subject), [], 'it is early')
  await month.arrive(at('02-22 10:00'))
  t.same(readersOf(month, subject), treated.filter((name) => !newYorkers.includes(name)).sort())
  await unsubscribe(t, month, leaver)
  await month.arrive(at('02-22 23:00'))

  const gone = treated.filter((name) => name === leaver)
  const written = treated.filter((name) => name !== leaver)
  t.same(readersOf(month, subject), [...written].sort(), 'in the morning of New York; once each')
  const codes = codesOf(month)
  const claimed = (await month.all(`/coupons?promotionId=${promotionId}`)).filter(
    ({ claimedAt }: Row) => claimedAt !== null
  )
  t.same(claimed.map(({ code }: Row) => code).sort(), [...codes.values()].sort())
  t.equal(new Set(codes.values()).size, written.length, 'a code for each who got a mail')
  const apart = [...held, ...gone, ...unsubscribed, ...silent]
  t.same((await Promise.all(apart.map((name) => givenTo(month, name)))).flat(), [])

  const back = written.filter((_, index) => index % 3 === 0)
  const backAnyway = held.filter((_, index) => index % 4 === 0)
  const late = written.find((name) => !back.includes(name))!
  const paid = new Set<number>()
  for (const name of back) {
    const codesOfOne = [codes.get(name)!]
    paid.add((await month.buy(name, { TEA: 1 }, { codes: codesOfOne })).totalMinor)
  }
  t.same([...paid], [8_000])
  for (const name of backAnyway) await month.buy(name, { TEA: 1 })
  t.match(await month.get(`/promotions/${promotionId}`), {
    used: { uses: back.length, spentMinor: back.length * 2_000 }
  })
  t.match(
    await month.order(backAnyway[0]!, { TEA: 1 }, { codes: [codes.get(late)!] }),
    { status: 422, body: { code: 'COUPON_UNKNOWN' } },
    'a code is for whom it was given to'
  )
  t.match(await month.get(`/automations/${automationId}/report`), {
    treated: { customers: 0, pending: treated.length },
    holdout: { customers: 0, pending: held.length }
  })
  await month.arrive(at('02-25 09:00'))
  await month.buy(late, { TEA: 1 }, { codes: [codes.get(late)!] })

  const report = await month.get(`/automations/${automationId}/report`)
  const one = { successes: back.length, of: treated.length }
  const other = { successes: backAnyway.length, of: held.length }
  t.same(report.treated, groupOf(one, 8_000))
  t.same(report.holdout, groupOf(other, 10_000))
  t.same(report.uplift, { ...differenceOf(one, other), verdict: 'tooFew' })
  t.same(report.runs, {
    ...{ heldOut: held.length, finished: written.length },
    ...(gone.length > 0 && { exited: gone.length })
  })
  await month.post(`/automations/${automationId}/archive`)
}

/** What the report has to say of a group that paid so much each. */
function groupOf({ successes, of }: { successes: number; of: number }, paidMinor: number) {
  const netMinor = successes * paidMinor
  return {
    ...{ customers: of, pending: 0, converted: successes },
    rateBps: Math.round((successes * 10_000) / of),
    sales: [{ currency: 'CNY', netMinor, perCustomerMinor: Math.round(netMinor / of) }]
  }
}

async function writeAutomation(month: Month) {
  const promotion = await month.post('/promotions', {
    ...{ handle: 'come-back', title: 'Come back', class: 'shop', currency: 'CNY' },
    ...{ coupon: 'unique', reward: { kind: 'amountOff', amountMinor: 2_000 } }
  })
  const promotionId: string = promotion.id
  const lot = { batch: 'spring', count: 150 }
  await month.post(`/promotions/${promotionId}/codes/generate`, lot)
  await month.post(`/promotions/${promotionId}/start`)
  const consent = { purpose: 'marketing.email', status: 'granted' }
  const code = { step: 'give', field: 'code' }
  const { id: automationId } = await month.post('/automations', {
    ...{ handle: 'win-back', title: 'Win back' },
    definition: {
      trigger: { inactivity: { days: 20, atHour: 9 } },
      conditions: { isReader: { consent }, hasLeft: { none: [{ consent }] } },
      ...{ enterWhen: 'isReader', exit: { when: 'hasLeft', onOrder: true } },
      ...{ holdoutBps, windowDays: 3 },
      steps: [
        { id: 'day', wait: { untilHour: 10 } },
        { id: 'give', coupon: { promotionId } },
        { id: 'write', message: { template: 'miss-you', values: { 'coupon.code': code } } }
      ]
    }
  })
  await month.post(`/automations/${automationId}/activate`)
  return { automationId: automationId as string, promotionId }
}

/** State of each who entered, by name; fails when somebody entered twice. */
async function runsOf(month: Month, automationId: string): Promise<Map<string, string>> {
  const names = new Map([...month.people].map(([name, id]) => [id, name]))
  const rows = await month.all(`/automations/${automationId}/runs`)
  const runs = new Map(rows.map(({ customerId, state }) => [names.get(customerId)!, state]))
  if (runs.size !== rows.length) throw new Error('somebody entered twice')
  return runs
}

function codesOf(month: Month): Map<string, string> {
  return new Map(
    month
      .mails()
      .filter((mail) => mail.subject === subject)
      .map(({ to, text }) => [to.slice(0, to.indexOf('@')), /Code: (\w+)\./.exec(text)![1]!])
  )
}

/** Messages and coupons of the automation that somebody has got. */
async function givenTo(month: Month, name: string): Promise<Row[]> {
  const id = month.people.get(name)
  const messages = await month.all(`/messages?customerId=${id}&template=miss-you`)
  const told = await month.all(`/customers/${id}/timeline`)
  return [...messages, ...told.filter(({ kind }) => kind === 'coupon.given')]
}
