import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { openEngine } from '../open.ts'
import { note, print } from '../output.ts'
import { type CommonOptions, readSettings } from '../settings.ts'
import { assertFolder } from '../write-out.ts'

const help = `
The document is what a running engine with this config serves under /openapi.json. No database is needed or touched.

Examples:
  shopkeeper openapi --out openapi.json
  shopkeeper openapi | npx openapi-typescript /dev/stdin -o shopkeeper.d.ts`

interface OpenapiOptions extends CommonOptions {
  out?: string
}

/** `shopkeeper openapi`: the API as an OpenAPI 3.1 document. */
export function openapiCommand(): Command {
  return new Command('openapi')
    .description('Write the API as an OpenAPI 3.1 document')
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', help)
    .action((_, self: Command) => writeOpenapi(self.optsWithGlobals()))
}

async function writeOpenapi(options: OpenapiOptions): Promise<void> {
  assertFolder(options.out)
  const { config, ...settings } = await readSettings(options)
  const { redis: _, ...local } = config
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-openapi-'))
  const database = { url: `sqlite:${join(folder, 'empty.sqlite')}` }
  const engine = await openEngine(
    { ...settings, config: { ...local, database } },
    { migrate: false }
  )
  try {
    const { payload } = await engine.app.inject('/openapi.json')
    const text = JSON.stringify(JSON.parse(payload), null, 2)
    if (options.out === undefined) return print(text)
    writeFileSync(options.out, `${text}\n`)
    note(`wrote ${options.out}`)
  } finally {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
