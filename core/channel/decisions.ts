import { ValidationFailed } from '../http/errors.ts'

/** For a decision that gives nothing back, such as a refusal. Errors: VALIDATION_FAILED when there is an amount. */
export function refuseAmount(amountMinor: number | null | undefined): void {
  if (amountMinor == null) return
  const detail = 'a refusal gives nothing back: leave it out, or agree to that amount'
  throw new ValidationFailed({ errors: [{ pointer: '#/amountMinor', detail }] })
}
