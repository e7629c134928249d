import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { canKeep, keep, readKept } from './kept-code.ts'

type Doors = Record<string, () => object>

interface Loaded {
  file: string
  doors: Doors
  script: Script
  /** Whether its compiled code was kept from an earlier process. */
  isKept: boolean
}

/** The bundle that this process runs; undefined as long as there is none. */
let loaded: Loaded | undefined

/**
 * One door of the bundle: what a module of ours exports. All doors of a process lead into the same bundle.
 *
 * With `--enable-source-maps` it is loaded as any other module: Node.js knows of no maps of scripts.
 */
export function open(url: string, door: string): object {
  const file = fileURLToPath(url)
  if (process.sourceMapsEnabled) return (createRequire(file)(file) as Doors)[door]!()
  if (loaded?.file !== file) loaded = run(file)
  return loaded.doors[door]!()
}

function run(file: string): Loaded {
  const cachedData = readKept(file)
  // All of it is ASCII: Latin-1 is the reading that neither checks nor copies.
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData })
  const body = script.runInThisContext() as (...names: unknown[]) => void
  const module = { exports: {} as Doors }
  body(module.exports, createRequire(file), module, file, dirname(file))
  const isKept = cachedData !== undefined && script.cachedDataRejected === false
  return { file, doors: module.exports, script, isKept }
}

/**
 * Keeps the code that this process has compiled so far, for those that start after it; on the same release of Node.js
 * and with the same flags they need not compile it again. Does nothing where such code was used, or nobody may write.
 */
export function keepCode(): void {
  if (!loaded || loaded.isKept || !canKeep(loaded.file)) return
  loaded.isKept = keep(loaded.file, loaded.script.createCachedData())
}
