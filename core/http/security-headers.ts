import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/**
 * The headers that helmet gives to every answer here. They depend on nothing in a request, so they are asked for once and
 * kept: computing them took as long as a query, setting them one by one as long as another.
 */
export function securityHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader(name: string, value: string) {
      headers[name.toLowerCase()] = value
    },
    removeHeader() {}
  }
  const giveHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } }
  })
  giveHeaders({} as IncomingMessage, response as unknown as ServerResponse, () => undefined)
  return headers
}
