import type { Plugin } from 'esbuild'

/** Large libraries that most processes never ask for: each is a file of its own beside the bundle. */
export const apart = [
  'bullmq',
  'd3-scale',
  'd3-shape',
  'ioredis',
  'libphonenumber-js',
  'nodemailer',
  'pg',
  'read-excel-file/node',
  'write-excel-file/node',
  'yaml'
]

/** Name of a library's file. */
export const fileOf = (library: string) => `${library.replaceAll('/', '-')}.cjs`

/**
 * Leads imports of the libraries that lie apart to their files, loaded when they are first reached. `own`: the library
 * whose file is made.
 */
export function librariesApart(own?: string): Plugin {
  const names = new RegExp(`^(${apart.filter((library) => library !== own).join('|')})$`)
  return {
    name: 'libraries-apart',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: names }, ({ path, importer }) => {
        const isForYaml = path === 'yaml' && importer.includes('/@fastify/swagger/')
        return { path: isForYaml ? 'yaml-if-asked' : path, namespace: 'apart' }
      })
      // It can write the OpenAPI document as YAML, which nobody asks it for.
      onLoad({ filter: /^yaml-if-asked$/, namespace: 'apart' }, () => ({
        contents: `exports.stringify = (...given) => require('./${fileOf('yaml')}').stringify(...given)`
      }))
      // One more module between: who imports it by `import()` gets all of its names, as from any module in the bundle.
      onLoad({ filter: names, namespace: 'apart' }, ({ path }) => ({
        contents: `module.exports = require('./${fileOf(path)}')`
      }))
      onResolve({ filter: /\.cjs$/, namespace: 'apart' }, ({ path }) => ({ path, external: true }))
    }
  }
}
