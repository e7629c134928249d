import { createEngine } from 'shopkeeper'

/*
 * The engine as orders meet it: with all that they are taken by, and the plugins that are named besides. Arguments: path
 * of a SQLite file, then names of plugins. Prints its address.
 */
const [path, ...more] = process.argv.slice(2)
const engine = await createEngine({
  plugins: ['catalog', 'inventory', 'orders', 'channels', 'webhooks', ...more],
  // crm refuses to start without a key. It is the same in each run, and guards nothing.
  encryptionKey: Buffer.alloc(32, 7).toString('base64'),
  database: { url: `sqlite:${path}` },
  // A load on a busy machine is not to be refused: it is the work that is measured.
  http: { port: 0, rateLimitPerMinute: 100_000_000, shedAfterMs: 60_000 },
  log: { level: 'warn' }
})
console.log(JSON.stringify({ url: await engine.start() }))
process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)))
