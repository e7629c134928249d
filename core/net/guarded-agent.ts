import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import { isPublicAddress } from './address.ts'
import { type DestinationPolicy, hostRefusal } from './destination.ts'
import { DestinationRefused } from './errors.ts'
import { undici } from './undici.ts'

/** How names are resolved. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: ResolvedAddress[]) => void
) => void

export interface ResolvedAddress {
  address: string
  family: number
}

/**
 * Makes a `lookup` for sockets that resolves a name once and refuses it when any of its addresses is not public. The
 * socket connects to the addresses that were checked, so a name that changes its mind afterwards gains nothing.
 */
export function guardedLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), [])
      const refused = addresses.find(({ address }) => !isPublicAddress(address))
      if (refused) {
        const reason = `${hostname} leads to ${refused.address}, which is no public address`
        return callback(new DestinationRefused({ field: 'host', reason }), [])
      }
      if (options.all) return callback(null, addresses)
      return callback(null, first.address, first.family)
    })
  }
}

/**
 * Makes an HTTP client for addresses that somebody else has chosen: whatever is asked of it, it connects to public
 * addresses only. Redirects are not followed, as with any dispatcher of undici.
 *
 * Units: connections are given up after `connectTimeoutMs`. Errors: DESTINATION_REFUSED.
 */
export function guardedAgent(
  policy: DestinationPolicy & { connectTimeoutMs: number; resolve?: Resolve }
): Dispatcher {
  const timeout = policy.connectTimeoutMs
  const { Agent, buildConnector } = undici()
  if (policy.allowPrivate) return new Agent({ connect: { timeout } })
  const connect = buildConnector({ timeout, lookup: guardedLookup(policy.resolve) } as {
    timeout: number
  })
  return new Agent({
    // A socket asks no lookup for a host that is an address already.
    connect: (options, callback) => {
      const reason = hostRefusal(options.hostname)
      if (reason === null) return connect(options, callback)
      return callback(new DestinationRefused({ field: 'host', reason }), null)
    }
  })
}
