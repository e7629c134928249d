import type { CrmScope } from '../scope.ts'
import { sendBatch } from './batch.ts'
import { sendBatchJob, sendMessageJob } from './jobs.ts'
import { exportMessages, forgetMessages, moveMessages } from './privacy.ts'
import { messageProofs } from './proofs.ts'
import { messageRoutes } from './routes/messages.ts'
import { templateRoutes } from './routes/templates.ts'
import { unsubscribeRoutes } from './routes/unsubscribe.ts'
import { sendMessage } from './send/send.ts'

/** Templates, messages made of them, and the way out. Sends nothing until a provider is configured. */
export function setupMessages(scope: CrmScope): void {
  const { ctx, key, areas } = scope
  areas.push({
    name: 'messages',
    onMoved: moveMessages,
    onErased: forgetMessages,
    exportOf: (db, memberIds) => exportMessages(db, key, memberIds)
  })
  ctx.handle(sendMessageJob, (job) => sendMessage(job, scope, job.payload.messageId))
  ctx.handle(sendBatchJob, (job) => sendBatch(job, scope, job.payload.batchId))
  ctx.onStop(() => scope.messages.providers.close())
  for (const proof of messageProofs) ctx.proof(proof)
  templateRoutes(scope)
  messageRoutes(scope)
  unsubscribeRoutes(scope)
}
