import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { asRunning, loaderFlags } from '../../bundle/part.ts'

export interface Migrating {
  kill(): void
  /** Steps it applied itself, and how it ended. */
  result: Promise<{ exit: number | null; applied: string[]; errors: string }>
}

/** Starts a process that applies a number of migrations to a database. */
export function startMigrating(test: Test, url: string, steps: number): Migrating {
  const script = fileURLToPath(asRunning(new URL('./migrate-process.ts', import.meta.url)))
  const child = spawn(process.execPath, [...loaderFlags, script, url, String(steps)])
  test.teardown(() => child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const result = once(child, 'close').then(([exit]) => ({
    exit: exit as number | null,
    applied: output.split('\n').filter(Boolean),
    errors
  }))
  return { kill: () => child.kill('SIGKILL'), result }
}
