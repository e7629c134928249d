import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { builtCommand } from '../built.ts'

const main = builtCommand()

export interface Ran {
  code: number
  out: string
  err: string
}

/** The command in a folder of its own, with an environment in which nothing is set. */
export interface Shell {
  folder: string
  /** Runs one command line to its end. */
  run(args: readonly string[], env?: Record<string, string>): Promise<Ran>
  /** Starts one that goes on until it is killed. */
  start(args: readonly string[], env?: Record<string, string>): ReturnType<typeof spawn>
}

/** Makes a folder that is gone when the test ends. */
export function openShell(t: Test): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const { PATH, HOME } = process.env
  const optionsOf = (env: Record<string, string>) => ({
    cwd: folder,
    env: { PATH, HOME, ...env } as NodeJS.ProcessEnv
  })
  return {
    folder,
    run: (args, env = {}) =>
      new Promise((resolve) => {
        execFile(process.execPath, [main, ...args], optionsOf(env), (error, out, err) => {
          const code = error === null ? 0 : Number(error.code ?? -1)
          resolve({ code, out, err })
        })
      }),
    start: (args, env = {}) => {
      const child = spawn(process.execPath, [main, ...args], optionsOf(env))
      t.teardown(() => child.kill('SIGKILL'))
      return child
    }
  }
}

/** Waits until what a stream has written matches. */
export function outputOf(child: ReturnType<typeof spawn>, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const take = (chunk: Buffer) => {
      text += chunk
      if (pattern.test(text)) resolve(text)
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.on('exit', (code) => reject(new Error(`ended with ${code} before ${pattern}:\n${text}`)))
  })
}
