/** A refusal as the REST API writes it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly resourceId: number | undefined

  constructor(status: number, code: string, message: string, resourceId?: number) {
    super(message)
    this.status = status
    this.code = code
    this.resourceId = resourceId
  }

  body(): { code: string; message: string; data: object } {
    const { code, message, status, resourceId } = this
    const data = { status, ...(resourceId !== undefined && { resource_id: resourceId }) }
    return { code, message, data }
  }
}

/** A page of the host or of a plugin, where an answer of the REST API should be. */
export class HtmlPage extends Error {
  readonly status: number
  readonly restMs: number | undefined

  constructor(status: number, title: string, restMs?: number) {
    super(`<!DOCTYPE html><html><head><title>${title}</title></head><body>{"id":1}</body></html>`)
    this.status = status
    this.restMs = restMs
  }
}
