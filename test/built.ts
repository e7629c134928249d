import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import './without-loaders.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = join(root, 'dist/cli/main.js')
/** What the bundle is made of. */
const folders = ['core', 'jobs', 'plugins', 'adapters', 'cli', 'bundle', 'test/conformance/adapter']
const files = [
  ...['index.ts', 'engine.ts', 'first-party.ts', 'testing.ts', 'build.ts'],
  'package-lock.json'
]

/**
 * Path of the command as it is shipped. It starts in a fraction of the time that the sources take, and it is what
 * operators run. When a source is newer than the bundle, the bundle is made anew first.
 */
export function builtCommand(): string {
  if (modifiedMs(main) < newestMs()) {
    execFileSync(process.execPath, ['--import=tsx', join(root, 'build.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit']
    })
  }
  return main
}

/**
 * Brings the declarations of the package up to date, as those see them who depend on it. What does not compile is
 * for `npm run types` to say.
 */
export function builtDeclarations(): void {
  if (modifiedMs(join(root, 'dist/index.d.ts')) >= newestMs()) return
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], { cwd: root })
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function newestMs(): number {
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(root, folder, name))
  )
  return Math.max(...[...files.map((file) => join(root, file)), ...sources].map(modifiedMs))
}
