import { createEngine } from 'shopkeeper'

/*
 * The engine as an operator runs it: what is built and shipped (dist), all first-party plugins on, on a SQLite file.
 * Arguments: path of the file. Prints its address.
 */
const engine = await createEngine({
  database: { url: `sqlite:${process.argv[2]}` },
  // Without a key the plugins that keep personal data would be off.
  encryptionKey: Buffer.alloc(32, 1).toString('base64'),
  // A load on a busy machine is not to be refused: it is the work that is measured.
  http: { port: 0, rateLimitPerMinute: 100_000_000, shedAfterMs: 60_000 },
  log: { level: 'warn' }
})
console.log(JSON.stringify({ url: await engine.start() }))
process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)))
