import { isIP } from 'node:net'
import { isPublicAddress } from './address.ts'
import { DestinationRefused } from './errors.ts'

/** What may be called beside public addresses over https. */
export interface DestinationPolicy {
  /** Plain http, and addresses of this machine and its networks: for development and tests. */
  allowPrivate: boolean
}

/** Below 1024 live services that are no web servers; some of them can be talked to in HTTP. */
const wellKnownPorts = new Set([80, 443])
const freePortsFrom = 1024

/**
 * Checks an address that somebody else has chosen, as far as it can be without asking the DNS: scheme, user info,
 * port, and a host that is written as an IP address in any form (`http://0x7f.1` is read as 127.0.0.1). What a name
 * resolves to is checked when it is connected to, by `guardedAgent`.
 *
 * Errors: DESTINATION_REFUSED, naming the field.
 */
export function checkDestination(text: string, policy: DestinationPolicy, field = 'url'): URL {
  if (!URL.canParse(text)) throw new DestinationRefused({ field, reason: 'is no absolute URL' })
  const url = new URL(text)
  const reason = refusal(url, policy)
  if (reason !== null) throw new DestinationRefused({ field, reason })
  return url
}

function refusal(url: URL, { allowPrivate }: DestinationPolicy): string | null {
  const isHttp = url.protocol === 'http:'
  if (url.protocol !== 'https:' && !(isHttp && allowPrivate)) return 'must begin with https://'
  if (url.username !== '' || url.password !== '') return 'must not carry a user or password'
  const port = Number(url.port || (isHttp ? 80 : 443))
  if (!wellKnownPorts.has(port) && port < freePortsFrom) {
    return `port ${port} is not called: use 80, 443, or ${freePortsFrom} and above`
  }
  return allowPrivate ? null : hostRefusal(url.hostname.replace(/^\[|\]$/g, ''))
}

/** Why a host may not be connected to, or null. Names are not resolved here. */
export function hostRefusal(host: string): string | null {
  const isLocalName = /(^|\.)localhost\.?$/i.test(host)
  const isPrivate = isIP(host) !== 0 && !isPublicAddress(host)
  return isLocalName || isPrivate ? `${host} is no public address` : null
}
