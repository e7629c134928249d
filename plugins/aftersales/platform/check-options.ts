import { CaseReasonUnknown } from '../cases/errors.ts'
import type { AftersalesScope } from '../scope.ts'

/** Errors: CASE_REASON_UNKNOWN for a rule that leads to a reason the taxonomy does not have. */
export function checkReasons({ ctx, reasons }: AftersalesScope): void {
  for (const { reason } of ctx.options.platform.reasons) {
    if (!reasons.of(reason)) throw new CaseReasonUnknown({ reason })
  }
}
