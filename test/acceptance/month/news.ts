import type { Test } from 'tap'
import { newYorkers, regulars, silent } from './launch.ts'
import { addressOf, type Month } from './shop.ts'

/** They take the way out of the newsletter. */
export const unsubscribed = regulars.slice(105)

/** Whoever agreed to be written to, and has not taken it back. */
export const reachable = regulars.filter(
  (name) => !silent.includes(name) && !unsubscribed.includes(name)
)

/** Those who got a mail with such a subject, each as often as they did. */
export function readersOf(month: Month, subject: string): string[] {
  return month
    .mails()
    .filter((mail) => mail.subject === subject)
    .map(({ to }) => to.slice(0, to.indexOf('@')))
    .sort()
}

/** Asks for the newsletter to go out; whoever lives where it is night gets it in the morning. */
export async function sendNews(month: Month): Promise<void> {
  await month.post('/segments', {
    ...{ handle: 'readers', title: 'Readers' },
    rule: { consent: { purpose: 'marketing.email', status: 'granted' } }
  })
  await month.settle()
  const to = { segment: 'readers' }
  await month.post('/messages/batch', { template: 'news', to, sourceId: 'spring news' })
  await month.settle()
}

/** By day those of the shop's zone have the newsletter, a night later everybody; some take the way out. */
export async function readNews(
  t: Test,
  month: Month,
  { isMorningInNewYork }: { isMorningInNewYork: boolean }
): Promise<void> {
  const readers = regulars.filter((name) => !silent.includes(name))
  const awake = readers.filter((name) => isMorningInNewYork || !newYorkers.includes(name))
  t.same(readersOf(month, 'Spring at the tea house'), awake.sort())
  if (!isMorningInNewYork) return
  await Promise.all(unsubscribed.map((name) => unsubscribe(t, month, name)))
}

/** Follows the link in somebody's newsletter. */
export async function unsubscribe(t: Test, month: Month, name: string): Promise<void> {
  const mail = month.mails().find(({ to, subject }) => {
    return to === addressOf(name) && subject === 'Spring at the tea house'
  })
  const link = /https:\/\/shop\.example(\/v1\/unsubscribe\/[\w.-]+)/.exec(mail!.text)![1]!
  const left = await month.call({ method: 'POST', url: link, as: null })
  t.match(left, { status: 200, text: /no more messages/ })
}
