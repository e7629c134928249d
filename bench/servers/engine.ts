import { createEngine, type EngineConfig } from 'shopkeeper'

/*
 * The engine as an operator runs it: what is built and shipped (dist), all first-party plugins on, on a SQLite file.
 * Arguments: path of the file, then what else its config says, as JSON. Prints its address.
 */
const [path, more = '{}'] = process.argv.slice(2)
const engine = await createEngine({
  ...(JSON.parse(more) as EngineConfig),
  database: { url: `sqlite:${path}` },
  // Without a key the plugins that keep personal data would be off.
  encryptionKey: Buffer.alloc(32, 1).toString('base64'),
  // A load on a busy machine is not to be refused: it is the work that is measured.
  http: { port: 0, rateLimitPerMinute: 100_000_000, shedAfterMs: 60_000 },
  log: { level: 'warn' }
})
console.log(JSON.stringify({ url: await engine.start() }))
process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)))
