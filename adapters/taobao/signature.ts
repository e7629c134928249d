import { createHash, createHmac } from 'node:crypto'

/** How a call is signed, as the parameter `sign_method` names it. */
export type SignMethod = 'md5' | 'hmac' | 'hmac-sha256'

/**
 * Signs the parameters of a call: all that are sent but `sign` and files, sorted by name. `hmac` is
 * HMAC-MD5.
 *
 * Source: open.taobao.com document 101617; test/adapters/taobao/signature.test.ts has its vector.
 */
export function signatureOf(
  params: Readonly<Record<string, string>>,
  secret: string,
  method: SignMethod
): string {
  const text = Object.keys(params)
    .filter((name) => name !== 'sign')
    .sort()
    .map((name) => name + params[name])
    .join('')
  return digestOf(text, secret, method).toUpperCase()
}

function digestOf(text: string, secret: string, method: SignMethod): string {
  if (method === 'md5') return createHash('md5').update(`${secret}${text}${secret}`).digest('hex')
  const algorithm = method === 'hmac' ? 'md5' : 'sha256'
  return createHmac(algorithm, secret).update(text).digest('hex')
}
