import helmet from '@fastify/helmet'
import Fastify from 'fastify'

/** What Node.js and Fastify say of each answer themselves. */
const ownHeaders = new Set(['connection', 'content-length', 'content-type', 'date'])

/**
 * The headers that helmet gives to every answer here. They depend on nothing in a request, so one answer is made and its
 * headers are kept: computing them took as long as a query, setting them one by one as long as another.
 */
export async function readSecurityHeaders(): Promise<Readonly<Record<string, string>>> {
  const probe = Fastify()
  await probe.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } }
  })
  probe.get('/', async () => '')
  const { headers } = await probe.inject('/')
  await probe.close()
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !ownHeaders.has(name))
      .map(([name, value]) => [name, String(value)])
  )
}
