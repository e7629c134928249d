import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The HTTP client library, loaded when the first call goes out: it takes as long to load as the server, and an engine
 * without a channel never needs it. By `require`, so that whoever needs it need not wait.
 */
export function undici(): typeof import('undici') {
  return require('undici') as typeof import('undici')
}
