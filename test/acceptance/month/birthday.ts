import type { Test } from 'tap'
import { bornInMarch, bornInNewYork, leapBorn } from './launch.ts'
import { readersOf } from './news.ts'
import { at, type Month, type Row } from './shop.ts'

const subject = 'Happy birthday'

/** Chapter 7: points and a mail for a birthday; whose day is 29 February has it on the 28th; nobody is woken up. */
export async function birthday(t: Test, month: Month): Promise<void> {
  const { id } = await month.post('/automations', {
    ...{ handle: 'birthday', title: 'Birthday' },
    definition: {
      trigger: { event: { name: 'benefit.granted' } },
      reentry: { mode: 'always' },
      steps: [
        {
          id: 'write',
          message: { template: 'birthday', values: { gift: { step: 'trigger', field: 'points' } } }
        }
      ]
    }
  })
  await month.post(`/automations/${id}/activate`)
  await month.arrive(at('02-28 06:20'))
  for (const name of [leapBorn, bornInNewYork]) t.same(await giftsOf(month, name), [20], name)
  t.same(await giftsOf(month, bornInMarch), [], 'not yet')
  // What was granted is heard a minute later at the latest.
  await month.arrive(at('02-28 06:21'))
  t.same(readersOf(month, subject), [bornInNewYork], 'it is afternoon there')
  await month.arrive(at('02-28 09:00'))
  t.same(readersOf(month, subject), [leapBorn, bornInNewYork])
  const [mail] = month.mails().filter((one) => one.subject === subject)
  t.match(mail!.text, /^20 points and a cake\./)
}

/** Whose birthday was meanwhile got the same, once. */
export async function lastBirthday(t: Test, month: Month): Promise<void> {
  await month.arrive(at('03-03 09:00'))
  t.same(readersOf(month, subject), [leapBorn, bornInNewYork, bornInMarch])
  for (const name of [leapBorn, bornInNewYork, bornInMarch]) {
    t.same(await giftsOf(month, name), [20], name)
  }
}

async function giftsOf(month: Month, name: string): Promise<number[]> {
  const entries = await month.all(`/membership/members/${month.people.get(name)}/points/entries`)
  return entries.filter(({ reason }: Row) => reason === 'birthday').map(({ points }: Row) => points)
}
