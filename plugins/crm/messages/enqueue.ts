import type { Tx } from '#core/transaction'
import { type CrmMessageRow, servicePurpose } from './tables.ts'

/** Jobs of service messages go first: somebody waits for them. */
const priorities = { service: 20, marketing: 70 }

/** Makes the jobs of messages, each for when its message is due. A message that waits has one. */
export async function enqueueSending(
  tx: Tx,
  messages: readonly Pick<CrmMessageRow, 'id' | 'medium' | 'purpose' | 'dueAt'>[]
): Promise<void> {
  await tx.enqueue(
    'messages.send',
    messages.map(({ id: messageId, medium, purpose, dueAt: runAt }) => ({
      payload: { messageId, medium },
      runAt,
      priority: purpose === servicePurpose ? priorities.service : priorities.marketing
    }))
  )
}
