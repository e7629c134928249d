import type { AfterSaleStatus, ChannelAfterSale } from '#core/channel/documents'
import { firstState, isOver, kindsWithGoods } from '../cases/flows/flow.ts'
import type { CaseFlow, CaseKind, CaseRow, CaseState } from '../cases/tables.ts'
import type { PlatformCaseRow } from './tables.ts'

type Told = Pick<PlatformCaseRow, 'toldFlow' | 'toldState' | 'isActed'>
type Place = Pick<CaseRow, 'flow' | 'state'>
/** What of a case decides where the platform's word puts it. */
type Standing = Place & Pick<CaseRow, 'kind' | 'stateSince'>

/** What a case of the platform's type is here. */
export const kindOfType: Readonly<Record<ChannelAfterSale['type'], CaseKind>> = {
  refund: 'refund_only',
  return: 'return_refund',
  exchange: 'exchange',
  repair: 'repair',
  reship: 'reship',
  other: 'compensation'
}

/** How far a case has come, in the order of its flow; what is over is beyond all of them. */
const progress: Readonly<Record<CaseFlow, readonly CaseState[]>> = {
  request: ['requested', 'reopened', 'approved', 'awaiting_goods', 'goods_received', 'executing'],
  dispute: [
    ...(['submitted', 'reopened', 'accepted', 'verifying', 'negotiating', 'agreed'] as const),
    ...(['escalated_to_platform', 'executing', 'followed_up'] as const)
  ]
}

/**
 * Where a platform's word puts a case; null: it says nothing about that. A case that the platform itself looks at is a dispute,
 * and stays one.
 */
export function placeOf(
  status: AfterSaleStatus,
  { flow, state, kind }: Pick<Standing, 'flow' | 'kind'> & { state: CaseState | null }
): Place | null {
  if (status === 'awaiting_platform') return { flow: 'dispute', state: 'escalated_to_platform' }
  const at = flow === 'dispute' ? inDispute(status, state) : inRequest(status, kind)
  return at && { flow, state: at }
}

/** Where a case that is new begins. */
export function firstPlaceOf(status: AfterSaleStatus, kind: CaseKind): Place {
  const place = placeOf(status, { flow: 'request', kind, state: null })
  return place ?? { flow: 'request', state: firstState('request') }
}

/**
 * Where a newer word of the platform takes a case; null: it stays. As long as nobody here has acted, the platform's word
 * alone counts. What was done here since its last word is not undone: the case goes forward only.
 */
export function moveOf(row: Standing, told: Told, word: Word): Place | null {
  const place = placeOf(word.status, row)
  if (place === null || isSame(place, row)) return null
  if (word.status === 'awaiting_platform') return place
  const isOurs = !isSame(row, { flow: told.toldFlow, state: told.toldState })
  if (isOver(row) && !isOver(place)) return goesOn(row, { told, word, isOurs, place })
  if (!isOurs || word.status === 'done') return place
  if (isOver(row)) return null
  if (isOver(place)) return place
  const far = (at: Place) => progress[at.flow].indexOf(at.state)
  return far(place) > far(row) ? place : null
}

/** A state of the platform's, and when it came about. */
export interface Word {
  status: AfterSaleStatus
  modifiedAt: string
}

/** A case that was over, and is not on the platform. */
function goesOn(
  row: Standing,
  { told, word, isOurs, place }: { told: Told; word: Word; isOurs: boolean; place: Place }
): Place | null {
  // Buyers ask once more after a refusal. What we have settled otherwise stays settled.
  const isAskedAnew = row.state === 'refused' && word.modifiedAt > row.stateSince
  if (isOurs && !isAskedAnew) return null
  const isBegun = place.state === firstState(place.flow)
  return isBegun && (isOurs || told.isActed === 1) ? { ...place, state: 'reopened' } : place
}

function inRequest(status: AfterSaleStatus, kind: CaseKind): CaseState | null {
  switch (status) {
    case 'awaiting_merchant':
      return 'requested'
    case 'awaiting_return':
    case 'awaiting_receipt':
      return kindsWithGoods.has(kind) ? 'awaiting_goods' : 'approved'
    case 'refused':
      return 'refused'
    case 'done':
      return 'closed'
    case 'closed':
      return 'withdrawn'
    default:
      return null
  }
}

function inDispute(status: AfterSaleStatus, state: CaseState | null): CaseState | null {
  switch (status) {
    case 'awaiting_merchant':
      return 'submitted'
    case 'awaiting_return':
    case 'awaiting_receipt':
      return 'executing'
    case 'refused':
      // The platform has looked at it, and nothing is owed. Before that, ours is no end of a dispute.
      return state === 'escalated_to_platform' ? 'followed_up' : null
    case 'done':
      return 'followed_up'
    case 'closed':
      return 'withdrawn'
    default:
      return null
  }
}

function isSame(one: Place, other: Place): boolean {
  return one.flow === other.flow && one.state === other.state
}
