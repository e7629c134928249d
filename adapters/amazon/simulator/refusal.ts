/** A refusal as Amazon writes it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: string
  /** For the header that tells a rate. */
  readonly ratePerSecond: number | undefined

  constructor(
    status: number,
    error: { code: string; message: string; details?: string; ratePerSecond?: number }
  ) {
    super(error.message)
    this.status = status
    this.code = error.code
    this.details = error.details ?? ''
    this.ratePerSecond = error.ratePerSecond
  }
}

/** A request that makes no sense. */
export function invalid(message: string): Refusal {
  return new Refusal(400, { code: 'InvalidInput', message, details: message })
}

/** Something that is not there. */
export function missing(message: string): Refusal {
  return new Refusal(404, { code: 'NotFound', message })
}

/** A call without a token that is good. */
export function unauthorized(details: string): Refusal {
  const message = 'Access to requested resource is denied.'
  return new Refusal(403, { code: 'Unauthorized', message, details })
}

/** Too many calls. */
export function throttled(restMs?: number): Refusal {
  const message = 'You exceeded your quota for the requested resource.'
  const ratePerSecond = restMs === undefined ? {} : { ratePerSecond: 1000 / Math.max(1, restMs) }
  return new Refusal(429, { code: 'QuotaExceeded', message, ...ratePerSecond })
}
