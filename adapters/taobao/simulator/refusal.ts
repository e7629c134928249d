import type { WireError } from '../wire.ts'

/** A refusal as the gateway writes it. */
export class Refusal extends Error {
  readonly wire: WireError

  constructor(code: number, msg: string, sub: { code?: string; msg?: string } = {}) {
    super(msg)
    this.wire = {
      code,
      msg,
      ...(sub.code !== undefined && { sub_code: sub.code }),
      ...(sub.msg !== undefined && { sub_msg: sub.msg })
    }
  }
}

/** A refusal of those who give tokens, in the words of OAuth. */
export class TokenRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A refusal by the service behind the gateway: what was asked makes no sense to it. */
export function refused(code: string, msg: string): Refusal {
  return new Refusal(15, 'Remote service error', { code: `isv.${code}`, msg })
}

/** A parameter that must be there. */
export function missing(name: string): Refusal {
  return new Refusal(40, `Missing required arguments:${name}`, {
    code: 'isv.missing-parameter',
    msg: name
  })
}

/** A parameter that is not what it should be. */
export function invalid(name: string, msg = name): Refusal {
  return new Refusal(41, `Invalid arguments:${name}`, { code: 'isv.invalid-parameter', msg })
}

/** One call too many; the text says for how long there is no other. */
export function throttled(restMs: number, counted: 'api' | 'app' = 'api'): Refusal {
  return new Refusal(7, 'App Call Limited', {
    code: `accesscontrol.limited-by-${counted}-access-count`,
    msg: `This ban will last for ${Math.max(1, Math.ceil(restMs / 1000))} more seconds`
  })
}

/** The service behind the gateway is out of order. */
export function unavailable(): Refusal {
  return new Refusal(15, 'Remote service error', {
    code: 'isp.service-unavailable',
    msg: 'the service is not available at the moment'
  })
}
