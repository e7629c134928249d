/* An engine in a process of its own that dies where it is told to. Says on standard output when it is ready. */
import { createEngine, type EngineConfig, type Plugin } from 'shopkeeper'
import type { EngineRole } from '#core/jobs'
import { notes } from '../core/notes.ts'
import { follower } from './follower.ts'
import { type KillPoint, killAt } from './kill-points.ts'

/** What a test tells the process. */
export interface EngineInput {
  role: EngineRole
  /** Plugins are named; those of the tests too. */
  config: Omit<EngineConfig, 'plugins'> & { plugins: readonly string[] }
  dies: KillPoint
  /** `starting`: counted from the first statement on, so that migrations are part of it. */
  from: 'starting' | 'ready'
}

const testPlugins: Record<string, Plugin> = { notes: notes as Plugin, follower }

// A test run that is killed runs no teardown, and leaves its processes to somebody else.
const startedBy = process.ppid
setInterval(() => {
  if (process.ppid !== startedBy) process.exit()
}, 1000).unref()

const { role, config, dies, from } = JSON.parse(process.argv[2] as string) as EngineInput
if (from === 'starting') killAt(dies)
const plugins = config.plugins.map((name) => testPlugins[name] ?? name)
const engine = await createEngine({ ...config, plugins }, { role, logTo: process.stderr })
if (from === 'ready') killAt(dies)
const address = await engine.start()
console.log(`ready ${address ?? ''}`)
