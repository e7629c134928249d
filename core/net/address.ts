import ipaddr from 'ipaddr.js'

const nat64 = ipaddr.IPv6.parse('64:ff9b::')
const sixToFour = ipaddr.IPv6.parse('2002::')
const globalUnicast = ipaddr.IPv6.parse('2000::')

/**
 * Whether an IP address is one of the public internet. Loopback, private, link-local (where clouds keep their
 * metadata), carrier-grade NAT, unique local, multicast, reserved and unspecified ones are not.
 *
 * An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as what it is inside. Source: the special-purpose
 * registries of IANA, as ipaddr.js has them; of IPv6 only 2000::/3 is assigned to the internet.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = embeddedIn(ipaddr.process(address))
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast, 3)) return false
  return parsed.range() === 'unicast'
}

/** The IPv4 address that a NAT64 or 6to4 address stands for. */
function embeddedIn(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address
  const bytes = address.toByteArray()
  if (address.match(nat64, 96)) return new ipaddr.IPv4(bytes.slice(12, 16))
  if (address.match(sixToFour, 16)) return new ipaddr.IPv4(bytes.slice(2, 6))
  return address
}
