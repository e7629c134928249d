import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { buildClientSchema, type GraphQLSchema } from 'graphql'

/*
 * Shopify publishes the schema of its Admin API with its tool for developers, one file a version. The tool is not
 * needed and not installed: its package is fetched once, into the temporary folder of the system.
 */
const tool = '@shopify/dev-mcp@1.16.0'
const sha512 =
  'tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw=='
const cache = join(tmpdir(), `shopkeeper-${tool.replace(/[^\w.-]/g, '-')}`)

/** A newcomer without a network should not wait for minutes. */
const retries = ['--fetch-retries=1', '--fetch-retry-mintimeout=2000']

const run = promisify(execFile)

/**
 * Reads the schemas of versions of the Admin API. A text instead: why they are not there, on a machine where that
 * is no failure. Errors: that of the fetch, in CI; TypeError when what came is not what was meant.
 */
export async function schemasOf(
  versions: readonly string[]
): Promise<Map<string, GraphQLSchema> | string> {
  if (versions.some((version) => !existsSync(fileOf(version)))) {
    try {
      await fetchSchemas(versions)
    } catch (error) {
      if (error instanceof TypeError || process.env.CI === 'true') throw error
      return `${tool} cannot be fetched here`
    }
  }
  return new Map(
    versions.map((version) => {
      const { data } = JSON.parse(gunzipSync(readFileSync(fileOf(version))).toString('utf8'))
      return [version, buildClientSchema(data)]
    })
  )
}

/** Fetches into a folder of its own first: whoever comes at the same time finds all of it or nothing. */
async function fetchSchemas(versions: readonly string[]): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'fetch-'))
  try {
    const options = { cwd: folder, timeout: 120_000 }
    const { stdout } = await run('npm', ['pack', tool, '--silent', ...retries], options)
    const archive = join(folder, stdout.trim())
    const found = createHash('sha512').update(readFileSync(archive)).digest('base64')
    if (found !== sha512) throw new TypeError(`${tool} is not the one that was meant`)
    const inside = versions.map((version) => `package/dist/data/admin_${version}.json.gz`)
    await run('tar', ['-xzf', archive, '-C', folder, ...inside])
    for (const [index, version] of versions.entries()) {
      renameSync(join(folder, inside[index]!), fileOf(version))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function fileOf(version: string): string {
  return join(cache, `admin_${version}.json.gz`)
}
