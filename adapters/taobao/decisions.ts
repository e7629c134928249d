import type { AfterSaleDecision, ItemOutcome } from '#core/channel/writes'
import { readRefund } from './after-sales.ts'
import type { Params, TopClient } from './client.ts'
import { refusedItem } from './errors.ts'
import { typeOf, versionOf } from './map/refund.ts'
import { toFen } from './map/values.ts'
import { refuse } from './refusals.ts'
import type { WireRefund } from './wire.ts'

/** Where a case stands once a decision has been taken. */
const ends: Readonly<Record<AfterSaleDecision['action'], readonly string[]>> = {
  agree: ['SUCCESS', 'WAIT_BUYER_RETURN_GOODS'],
  refuse: ['SELLER_REFUSE_BUYER']
}

/**
 * Decides a case. It is read first: one that stands where the decision leads is done, and one that
 * has changed since it was decided on is not touched.
 */
export async function decideAfterSale(
  client: TopClient,
  decision: AfterSaleDecision
): Promise<ItemOutcome> {
  try {
    return await decide(client, decision)
  } catch (error) {
    const refused = refusedItem(error)
    if (refused === null) throw error
    return refused
  }
}

async function decide(client: TopClient, decision: AfterSaleDecision): Promise<ItemOutcome> {
  const { externalId, action, version } = decision
  const wire = await readRefund(client, externalId)
  if (wire === null) {
    const reason = `the shop has no refund ${externalId}`
    return { status: 'rejected', code: 'REFUND_UNKNOWN', reason, class: 'gone' }
  }
  if (ends[action].includes(wire.status)) return { status: 'done', externalId }
  if (version !== null && version !== versionOf(wire)) {
    const reason = `${externalId}: the buyer or Taobao has changed it since; look at it again`
    return { status: 'rejected', code: 'VERSION_OLD', reason, class: 'conflict' }
  }
  const constraint = wire.operation_contraint
  if (constraint === 'refund_onweb' || (constraint === 'cannot_refuse' && action === 'refuse')) {
    const reason = `${externalId}: Taobao lets it be decided on its website only (${constraint})`
    return { status: 'rejected', code: 'NOT_BY_API', reason, class: 'permission' }
  }
  const type = typeOf(wire)
  if (type !== 'refund' && type !== 'return') {
    const reason = `${externalId}: a case of type ${wire.dispute_type} is decided on the website`
    return { status: 'rejected', code: 'TYPE_UNSUPPORTED', reason }
  }
  if (action === 'refuse') return refuse(client, decision, wire)
  const isBack = wire.status !== 'WAIT_SELLER_AGREE'
  return type === 'return' && !isBack
    ? agreeToReturn(client, decision, wire)
    : giveBack(client, decision, wire)
}

/** Lets the goods come back; the money is a second decision, once they have. */
async function agreeToReturn(
  client: TopClient,
  { externalId, note }: AfterSaleDecision,
  wire: WireRefund
): Promise<ItemOutcome> {
  const { returnAddress: to, shopType } = client.account
  if (to === undefined) {
    const reason = `${externalId}: say in the setting returnAddress where the goods go back to`
    return { status: 'rejected', code: 'RETURN_ADDRESS_MISSING', reason }
  }
  const wanted: Params =
    shopType === 'tmall'
      ? { refund_phase: wire.refund_phase ?? null, refund_version: versionOf(wire) }
      : { name: to.name, mobile: to.mobile, tel: to.phone, post: to.postalCode }
  const { is_success: isDone } = await client.call<{ is_success?: boolean }>(
    'taobao.rp.returngoods.agree',
    {
      refund_id: externalId,
      ...wanted,
      address: to.address,
      seller_address_id: to.sellerAddressId,
      remark: note
    }
  )
  if (isDone === true) return { status: 'done', externalId }
  const reason = `${externalId}: Taobao did not take the agreement to the return`
  return { status: 'rejected', code: 'NOT_AGREED', reason }
}

async function giveBack(
  client: TopClient,
  { externalId, amountMinor }: AfterSaleDecision,
  wire: WireRefund
): Promise<ItemOutcome> {
  const fen = amountMinor ?? toFen(wire.refund_fee)
  const phase = client.account.shopType === 'tmall' ? [wire.refund_phase ?? ''] : []
  const answer = await client.call<{
    succ?: boolean
    message?: string
    msg_code?: string
    results?: { refund_mapping_result?: { refund_id: string; succ: boolean; message?: string }[] }
  }>('taobao.rp.refunds.agree', {
    refund_infos: [externalId, fen, versionOf(wire), ...phase].join('|')
  })
  const [result] = answer.results?.refund_mapping_result ?? []
  if (result?.succ ?? answer.succ) return { status: 'done', externalId }
  // A large amount wants a code that goes to the seller's phone: a person has to give it on the
  // website.
  const reason = `${externalId}: ${result?.message ?? answer.message ?? 'no reason was given'}`
  return { status: 'rejected', code: answer.msg_code ?? 'NOT_AGREED', reason }
}
