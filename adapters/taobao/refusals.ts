import type { AfterSaleDecision, ItemOutcome } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { versionOf } from './map/refund.ts'
import type { WireRefund } from './wire.ts'

const proofBytesMax = 130_000
const proofTypes = new Set(['image/gif', 'image/jpeg', 'image/png'])
const noteLengths = { min: 2, max: 200 }

/**
 * Refuses a refund. Tmall wants a picture that proves it and one of its own reasons; Taobao takes
 * both.
 */
export async function refuse(
  client: TopClient,
  decision: AfterSaleDecision,
  wire: WireRefund
): Promise<ItemOutcome> {
  const { externalId, note, evidence, reasonCode } = decision
  const isTmall = client.account.shopType === 'tmall'
  const fault = faultOf(decision, isTmall)
  if (fault !== null) {
    return { status: 'rejected', code: fault.code, reason: `${externalId}: ${fault.reason}` }
  }
  if (isTmall && reasonCode === null) {
    const reasons = await reasonsOf(client, wire)
    const reason = `${externalId}: Tmall wants one of its reasons as reasonCode: ${reasons}`
    return { status: 'rejected', code: 'REASON_MISSING', reason }
  }
  const [proof] = evidence
  const { is_success: isDone } = await client.call<{ is_success?: boolean }>(
    'taobao.refund.refuse',
    {
      refund_id: externalId,
      refuse_message: note,
      refund_phase: wire.refund_phase ?? null,
      refund_version: versionOf(wire),
      refuse_reason_id: reasonCode
    },
    proof ? { name: 'refuse_proof', ...proof } : null
  )
  if (isDone !== false) return { status: 'done', externalId }
  const reason = `${externalId}: Taobao did not take the refusal`
  return { status: 'rejected', code: 'NOT_REFUSED', reason }
}

function faultOf(
  { note, evidence }: AfterSaleDecision,
  isTmall: boolean
): { code: string; reason: string } | null {
  const { min, max } = noteLengths
  if (note.length < min || note.length > max) {
    return { code: 'NOTE_LENGTH', reason: `the note must have ${min} to ${max} characters` }
  }
  const [proof] = evidence
  if (proof === undefined) {
    if (!isTmall) return null
    return { code: 'EVIDENCE_MISSING', reason: 'Tmall wants a picture that proves it' }
  }
  if (evidence.length > 1) {
    return { code: 'EVIDENCE_TOO_MANY', reason: 'Taobao takes one picture' }
  }
  if (!proofTypes.has(proof.contentType) || proof.bytes.length > proofBytesMax) {
    const reason = `the picture must be a GIF, JPEG or PNG of at most ${proofBytesMax} bytes`
    return { code: 'EVIDENCE_UNFIT', reason }
  }
  return null
}

async function reasonsOf(client: TopClient, wire: WireRefund): Promise<string> {
  const answer = await client.call<{
    reasons?: { reason?: { reason_id: string | number; reason_text: string }[] }
  }>('taobao.refund.refusereason.get', {
    refund_id: String(wire.refund_id),
    refund_phase: wire.refund_phase ?? 'aftersale',
    fields: 'reason_id,reason_text'
  })
  const reasons = answer.reasons?.reason ?? []
  return reasons.map(({ reason_id: id, reason_text: text }) => `${id} ${text}`).join(', ')
}
