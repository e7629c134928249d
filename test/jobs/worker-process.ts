/* An engine in a process of its own: told what to be in its first argument, it says what it does on standard output. */
import { createEngine, type EngineConfig } from 'shopkeeper'
import type { EngineRole } from '#core/jobs'
import { workPlugin } from './work-plugin.ts'

/** What a test tells the child. */
export interface ChildInput {
  worker: string
  role: EngineRole
  config: EngineConfig
}

const { worker, role, config } = JSON.parse(process.argv[2] as string) as ChildInput
const plugin = workPlugin({ worker, onRun: ({ payload }) => console.log(`runs ${payload.key}`) })
const engine = await createEngine({ ...config, plugins: [plugin], adapters: [] }, { role })
process.once('SIGTERM', async () => {
  await engine.stop()
  // No exit: a process that keeps a connection or a timer open would stay, and its test would fail.
  console.log('stopped')
})
const address = await engine.start()
console.log(`ready ${address ?? ''}`)
