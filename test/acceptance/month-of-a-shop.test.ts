import t from 'tap'
import { onEachDatabase } from '../harness.ts'
import { birthday, lastBirthday } from './month/birthday.ts'
import { closeBooks } from './month/books.ts'
import { coupon } from './month/coupon.ts'
import { flashSale } from './month/flash.ts'
import { launch } from './month/launch.ts'
import { memberDay, refund, tiers } from './month/members.ts'
import { closeCampaign, review } from './month/review.ts'
import { openMonth } from './month/shop.ts'
import { winBack } from './month/win-back.ts'

/*
 * A month of a shop, told in order on one engine: whoever runs it and its customers act over HTTP, jobs do the rest, and the
 * clock moves when the story says so.
 */
t.jobs = 2

const chapters = {
  'launch: what is new, what members pay, and a first week': launch,
  'coupon: announced, claimed, used once': coupon,
  'flash sale: 1,000 buyers at once for 100 units': flashSale,
  'member day: a Thursday for silver members': memberDay,
  'refund: points, uses and the code go back': refund,
  'the campaign closes by itself': closeCampaign,
  'win-back: a coupon, a holdout, and what it brought': winBack,
  'birthday: 29 February included, and nobody is woken up': birthday,
  'tiers: one is kept, one is lost': tiers,
  'birthday: whose day was meanwhile': lastBirthday,
  'campaign review: what its orders come to': review,
  'books: proofs hold, and all adds up': closeBooks
}

onEachDatabase(async (t, kind) => {
  const month = await openMonth(t, kind)
  for (const [title, chapter] of Object.entries(chapters)) {
    await t.test(title, (t) => chapter(t, month))
  }
})
