import { CaseReasonUnknown } from '../cases/errors.ts'
import { reasonOf } from '../cases/reasons.ts'
import type { PlatformOptionsShape } from './options.ts'

/** Errors: CASE_REASON_UNKNOWN for a rule that leads to a reason the taxonomy does not have. */
export function checkReasons({ reasons }: PlatformOptionsShape): void {
  for (const { reason } of reasons) if (!reasonOf(reason)) throw new CaseReasonUnknown({ reason })
}
