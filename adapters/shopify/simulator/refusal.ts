import type { WireUserError } from '../wire.ts'

/** A call that never reaches the API: by HTTP status, as for a token that is not good. */
export class HttpRefusal extends Error {
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** A failure that GraphQL tells with HTTP 200, by its code. */
export class GraphqlRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A failure of OAuth. */
export class OauthRefusal extends Error {
  readonly error: string

  constructor(error: string, message: string) {
    super(message)
    this.error = error
  }
}

/** The answer of a mutation that has failed by what was sent. */
export function userError(
  message: string,
  field: string[] = ['input'],
  code?: string
): { userErrors: WireUserError[] } {
  return { userErrors: [{ field, message, ...(code !== undefined && { code }) }] }
}
