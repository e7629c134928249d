/* An API in a process of its own, on a database that others use too: says where it listens. */
import { createEngine, type EngineConfig } from 'shopkeeper'

const engine = await createEngine(JSON.parse(process.argv[2] as string) as EngineConfig, {
  role: 'api',
  logTo: process.stderr
})
console.log(`listens ${await engine.start()}`)
