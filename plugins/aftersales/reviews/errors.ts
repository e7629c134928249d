import { defineError } from '#core/errors'
import type { AppealState, ReplyState } from './tables.ts'

export const ReviewAnswered = defineError({
  code: 'REVIEW_ANSWERED',
  status: 409,
  title: 'The review is answered already',
  detail: (f: { id: string; replyState: ReplyState }) =>
    `${f.id} has an answer (${f.replyState}): platforms take one`
})

export const ReviewNoChannel = defineError({
  code: 'REVIEW_NO_CHANNEL',
  status: 409,
  title: 'There is nobody to send the answer to',
  detail: (f: { id: string; channelId: string }) =>
    `${f.channelId} of ${f.id} is no channel here: answer there, and record it with byHand`
})

export const ReviewErased = defineError({
  code: 'REVIEW_ERASED',
  status: 409,
  title: 'What the review said was erased with its customer',
  detail: (f: { id: string }) => `${f.id}: there is nothing to answer any more`
})

export const AppealOpen = defineError({
  code: 'REVIEW_APPEAL_OPEN',
  status: 409,
  title: 'An appeal against this review is open already',
  detail: (f: { id: string; appealId: string }) =>
    `${f.id}: ${f.appealId} is not decided yet; decide or withdraw it first`
})

export const AppealDecided = defineError({
  code: 'REVIEW_APPEAL_DECIDED',
  status: 409,
  title: 'The appeal is over',
  detail: (f: { id: string; state: AppealState }) => `${f.id} is ${f.state}: file another one`
})

export const TopicTaken = defineError({
  code: 'REVIEW_TOPIC_TAKEN',
  status: 409,
  title: 'Another topic has this code',
  detail: (f: { code: string; topicId: string }) => `code: ${f.code} is ${f.topicId}`
})

export const reviewErrors = [
  ReviewAnswered,
  ReviewNoChannel,
  ReviewErased,
  AppealOpen,
  AppealDecided,
  TopicTaken
]
