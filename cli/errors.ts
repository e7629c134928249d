import { defineError } from '#core/errors'

/** The command line itself was wrong: an unknown option, a missing argument, a value out of range. */
export const UsageInvalid = defineError({
  code: 'USAGE_INVALID',
  status: 400,
  title: 'The command was not understood',
  detail: (f: { reason: string }) => f.reason
})

export const FileExists = defineError({
  code: 'FILE_EXISTS',
  status: 409,
  title: 'A file would be overwritten',
  detail: (f: { file: string }) => `${f.file} is there already; it was left as it is`
})

export const PathMissing = defineError({
  code: 'PATH_MISSING',
  status: 400,
  title: 'There is no such file or folder',
  detail: (f: { path: string }) => f.path
})

export const PortInUse = defineError({
  code: 'PORT_IN_USE',
  status: 503,
  title: 'Another program listens on this address',
  detail: (f: { address: string }) =>
    `${f.address}: stop the other program, or choose a port with PORT or http.port`
})

export const AddressUnusable = defineError({
  code: 'ADDRESS_UNUSABLE',
  status: 503,
  title: 'This program cannot listen on this address',
  detail: (f: { address: string; reason: string }) =>
    `${f.address}: ${f.reason}; choose an address of this machine with http.host, and a port it may use with PORT or http.port`
})

export const RoleNeedsRedis = defineError({
  code: 'ROLE_NEEDS_REDIS',
  status: 400,
  title: 'Several processes need Redis',
  detail: (f: { role: string }) =>
    `--role ${f.role} splits the work between processes: set redis.url or REDIS_URL, or start with --role all`
})

export const MigrationsPending = defineError({
  code: 'MIGRATIONS_PENDING',
  status: 409,
  title: 'The database is older than this program',
  detail: (f: { count: number }) =>
    `${f.count} ${f.count === 1 ? 'migration is' : 'migrations are'} not applied: run shopkeeper migrate`
})

export const PluginOff = defineError({
  code: 'PLUGIN_OFF',
  status: 400,
  title: 'A plugin that this command needs is switched off',
  detail: (f: { plugin: string }) => `${f.plugin}: enable it under plugins`
})
