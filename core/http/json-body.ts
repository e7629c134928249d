import type { FastifyInstance } from 'fastify'
import { isWhole } from '../text.ts'
import { RequestMalformed } from './errors.ts'

/**
 * Reads JSON bodies, and refuses those with `__proto__` or with text that is no Unicode: Postgres cannot store it and
 * SQLite would cut it short. Only a body that escapes such a character is searched, so others cost nothing.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(body as string)) {
      return done(new RequestMalformed({ reason: `the body nests deeper than ${depthMax} levels` }))
    }
    parse(request, body as string, (error, value) => {
      if (error) return done(error instanceof SyntaxError ? notJson(error) : error)
      if (isWhole(body as string, value)) return done(null, value)
      done(new RequestMalformed({ reason: 'texts must be Unicode without NUL characters' }))
    })
  })
  app.addHook('onRequest', (request, _, done) => {
    if (!request.url.includes('%00')) return done()
    done(new RequestMalformed({ reason: 'the address contains a NUL character' }))
  })
}

/** Nothing that we take nests deeper; what walks through a value calls itself once a level. */
const depthMax = 200

/** A short body cannot be, and costs nothing. */
function isTooDeep(text: string): boolean {
  if (text.length <= depthMax * 2) return false
  let depth = 0
  let isInText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isInText) {
      if (code === 0x5c) at++
      else if (code === 0x22) isInText = false
    } else if (code === 0x22) isInText = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > depthMax) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** The parser's own message quotes the body, in which there may be anything: only the place is told. */
function notJson(error: SyntaxError): Error {
  const [place = ''] = / at position \d+/.exec(error.message) ?? []
  const isForbidden = /forbidden prototype property/.test(error.message)
  return new RequestMalformed({
    reason: isForbidden ? error.message : `the body is no JSON${place}`
  })
}
