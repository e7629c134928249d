import { toTime } from '../map/values.ts'
import type { WireRefund } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid, missing, Refusal, refused } from './refusal.ts'
import { pageOf, type TopRequest } from './request.ts'

const pageMax = 100
const proofBytesMax = 130_000
const infosMax = { taobao: 20, tmall: 30 }
const open = ['WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS']

const reasons = [
  { reason_id: 110, reason_text: '商品影响二次销售' },
  { reason_id: 111, reason_text: '已超过退货期限' }
]

export function listRefunds({ desk }: Market, request: TopRequest): object {
  const { since, until } = request.span(['start_modified', 'end_modified'])
  const [from, to] = [toTime(since), toTime(until)]
  const rows = desk
    .all()
    .filter(({ modified }) => modified >= from && modified <= to)
    .sort((a, b) => (`${a.modified}${a.refund_id}` < `${b.modified}${b.refund_id}` ? 1 : -1))
  const { page, counted } = pageOf(request, rows, pageMax)
  return { ...counted, refunds: { refund: page.map((row) => request.pick(row)) } }
}

export function getRefund({ desk }: Market, request: TopRequest): object {
  return { refund: request.pick(desk.get(request.id('refund_id'))) }
}

export function listRefusalReasons({ desk }: Market, request: TopRequest): object {
  desk.get(request.id('refund_id'))
  request.text('refund_phase')
  return {
    reasons: { reason: reasons.map((row) => request.pick(row)) },
    total_results: reasons.length
  }
}

/** Gives money back for cases, each on its own. */
export function agreeToRefunds(market: Market, request: TopRequest): object {
  const infos = request.text('refund_infos').split(',')
  if (infos.length > infosMax[market.shopType]) throw invalid('refund_infos')
  const results = infos.map((info) => agree(market, info))
  const isAll = results.every(({ succ }) => succ)
  const isNone = results.every(({ succ }) => !succ)
  return {
    succ: isAll,
    message: isAll ? '操作成功' : '操作失败',
    msg_code: isAll ? 'OP_SUCC' : isNone ? 'OP_FAILURE_UE' : 'SOME_OP_SUCC',
    results: { refund_mapping_result: results }
  }
}

function agree(
  { desk, trades, shopType }: Market,
  info: string
): { refund_id: string; succ: boolean; message: string } {
  const [id = '', fen = '', version, phase] = info.split('|')
  if (!/^\d+$/.test(id) || !/^\d+$/.test(fen) || !version) throw invalid('refund_infos')
  try {
    const wire = desk.get(id)
    if (shopType === 'tmall') checkPhase(wire, phase)
    desk.check(wire, open, version)
    if (wire.has_good_return && wire.status === 'WAIT_SELLER_AGREE') {
      throw refused('refund-status-error', 'the goods have to come back first')
    }
    desk.giveBack(wire, Number(fen))
    trades.giveBack(String(wire.tid), Number(fen))
    return { refund_id: id, succ: true, message: '操作成功' }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { refund_id: id, succ: false, message: error.wire.sub_msg ?? error.message }
  }
}

/** Lets goods come back. */
export function agreeToReturn({ desk, shopType }: Market, request: TopRequest): object {
  const wire = desk.get(request.id('refund_id'))
  request.id('seller_address_id')
  if (shopType === 'tmall') {
    checkPhase(wire, request.fields.refund_phase)
    request.text('remark')
    desk.check(wire, ['WAIT_SELLER_AGREE'], request.id('refund_version'))
  } else {
    for (const name of ['address', 'mobile', 'tel', 'post', 'name']) request.text(name)
    desk.check(wire, ['WAIT_SELLER_AGREE'], undefined)
  }
  if (!wire.has_good_return) throw refused('refund-status-error', 'nothing is to come back')
  desk.move(wire, 'WAIT_BUYER_RETURN_GOODS')
  return { is_success: true }
}

/** Refuses a case; Tmall wants proof, a reason, the phase and the version. */
export function refuseRefund({ desk, shopType }: Market, request: TopRequest): object {
  const wire = desk.get(request.id('refund_id'))
  const { length } = request.text('refuse_message')
  if (length < 2 || length > 200) throw invalid('refuse_message')
  const proof = request.files.get('refuse_proof')
  const isFit = !proof || (proof.bytes <= proofBytesMax && /image\/(gif|jpeg|png)/.test(proof.type))
  if (!isFit) throw invalid('refuse_proof')
  if (shopType === 'tmall') {
    if (!proof) throw missing('refuse_proof')
    checkPhase(wire, request.fields.refund_phase)
    const id = request.integer('refuse_reason_id', { min: 1, max: 1_000_000 })
    if (!reasons.some(({ reason_id: known }) => known === id)) throw invalid('refuse_reason_id')
  }
  const isGiven = shopType === 'tmall' || request.fields.refund_version !== undefined
  desk.check(wire, open, isGiven ? request.id('refund_version') : undefined)
  desk.move(wire, 'SELLER_REFUSE_BUYER')
  const { refund_id, status, modified } = wire
  return { refund: { refund_id, status, modified }, is_success: true }
}

function checkPhase({ refund_phase: now }: WireRefund, told: string | undefined): void {
  if (!told) throw missing('refund_phase')
  if (told !== now) throw invalid('refund_phase')
}
