import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { TopicTaken } from '../errors.ts'
import {
  deleteTopic,
  insertTopic,
  lockTopic,
  saveTopic,
  topicOfCode
} from '../repository/topics.ts'
import type { TopicChangeShape, TopicInputShape } from '../schema.ts'
import type { ReviewTopicRow } from '../tables.ts'

interface Ref {
  id: string
  expected: number | undefined
}

/** Writes a topic; reviews are looked through for it afterwards. Errors: REVIEW_TOPIC_TAKEN. */
export async function createTopic(tx: Tx, input: TopicInputShape): Promise<ReviewTopicRow> {
  const { code, titleEn, titleZh, keywords, isEnabled } = input
  const row: ReviewTopicRow = {
    ...{ id: newId('rtp'), code, titleEn, titleZh, keywords: JSON.stringify(keywords) },
    ...{ isEnabled: Number(isEnabled), version: 1, createdAt: tx.now, updatedAt: tx.now }
  }
  if ((await insertTopic(tx, row)) === 0) {
    throw new TopicTaken({ code, topicId: (await topicOfCode(tx, code))!.id })
  }
  await lookFor(tx, row.id)
  audit(tx, 'create', row.id, input)
  return row
}

/** Changes a topic; reviews are looked through anew. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function changeTopic(
  tx: Tx,
  ref: Ref,
  change: TopicChangeShape
): Promise<ReviewTopicRow> {
  const before = await loadTopic(tx, ref)
  const { keywords, isEnabled, ...titles } = change
  const row: ReviewTopicRow = {
    ...{ ...before, ...titles },
    ...(keywords && { keywords: JSON.stringify(keywords) }),
    ...(isEnabled !== undefined && { isEnabled: Number(isEnabled) }),
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  await saveTopic(tx, row)
  if (row.keywords !== before.keywords || row.isEnabled !== before.isEnabled) {
    await lookFor(tx, row.id)
  }
  audit(tx, 'change', row.id, change)
  return row
}

/** Deletes a topic. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function removeTopic(tx: Tx, ref: Ref): Promise<void> {
  await loadTopic(tx, ref)
  await deleteTopic(tx, ref.id)
  audit(tx, 'delete', ref.id, null)
}

async function loadTopic(tx: Tx, { id, expected }: Ref): Promise<ReviewTopicRow> {
  const row = await lockTopic(tx, id)
  if (!row) throw new NotFound({ what: 'review topic', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

async function lookFor(tx: Tx, topicId: string): Promise<void> {
  await tx.enqueue('aftersales.mark-topic', [{ payload: { topicId } }])
}

function audit(tx: Tx, act: string, subjectId: string, after: unknown): void {
  tx.audit([{ action: `reviewTopic.${act}`, subjectType: 'reviewTopic', subjectId, after }])
}
