import type { Reader } from '#core/database/db'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import type { PlatformCan } from './errors.ts'

/** What the platform of a case can be told now, and why nothing is told for the time being; null: it works. */
export interface PlatformAbilities {
  can: PlatformCan
  pausedReason: string | null
}

/**
 * What the platform of a case can be told. Null: the case is of no channel account. A decision needs a case that the platform
 * knows; money and messages need its order only.
 */
export async function abilitiesOf(
  db: Reader,
  { channels }: AftersalesScope,
  { channelId, externalId, orderId }: Readonly<CaseRow>
): Promise<PlatformAbilities | null> {
  const able = await channels?.capabilitiesOf(db, channelId)
  if (!able) return null
  const isKnown = externalId !== null
  const hasOrder = orderId !== null
  return {
    can: {
      agree: able.agree && isKnown,
      refuse: able.refuse && isKnown,
      refund: able.refund && hasOrder,
      message: able.message && hasOrder
    },
    pausedReason: able.pausedReason
  }
}
