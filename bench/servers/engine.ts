import { createEngine } from 'shopkeeper'
import { createKey } from '#core/access/keys'

/*
 * The engine as an operator runs it, all first-party plugins on, on a SQLite file. Arguments: path of the file.
 * Prints its address and an owner's key.
 */
const engine = await createEngine({
  database: { url: `sqlite:${process.argv[2]}` },
  http: { port: 0, rateLimitPerMinute: 100_000_000 },
  log: { level: 'warn' }
})
const url = await engine.start()
const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
console.log(JSON.stringify({ url, key }))
process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)))
