import { defineError } from '../errors.ts'

export const ConfigInvalid = defineError({
  code: 'CONFIG_INVALID',
  status: 500,
  title: 'The configuration is not valid',
  retryable: false,
  detail: (f: { file: string; key: string; expected: string }) =>
    `${f.file}: ${f.key}: ${f.expected}`
})

export const ConfigUnreadable = defineError({
  code: 'CONFIG_UNREADABLE',
  status: 500,
  title: 'The configuration file cannot be read',
  retryable: false,
  detail: (f: { file: string; reason: string }) => `${f.file}: ${f.reason}`
})

export const SecretMissing = defineError({
  code: 'SECRET_MISSING',
  status: 500,
  title: 'A secret is not in the environment',
  retryable: false,
  detail: (f: { file: string; key: string; variable: string }) =>
    `${f.file}: ${f.key}: set the environment variable ${f.variable}`
})

export const PluginUnknown = defineError({
  code: 'PLUGIN_UNKNOWN',
  status: 500,
  title: 'There is no such plugin',
  retryable: false,
  detail: (f: { file: string; name: string; known: string }) =>
    `${f.file}: plugins: ${JSON.stringify(f.name)} is neither a first-party plugin (${f.known}) nor a module that exports one`
})

export const PluginNeedMissing = defineError({
  code: 'PLUGIN_NEED_MISSING',
  status: 500,
  title: 'A plugin needs another that is not enabled',
  retryable: false,
  detail: (f: { chain: string }) => `${f.chain}: enable it under plugins`
})

export const PluginNeedsCircular = defineError({
  code: 'PLUGIN_NEEDS_CIRCULAR',
  status: 500,
  title: 'Plugins need each other in a circle',
  retryable: false,
  detail: (f: { chain: string }) => f.chain
})

export const PluginInvalid = defineError({
  code: 'PLUGIN_INVALID',
  status: 500,
  title: 'A plugin does not keep its contract',
  retryable: false,
  detail: (f: { plugin: string; reason: string }) => `plugin ${f.plugin}: ${f.reason}`
})

export const OverrideUnknown = defineError({
  code: 'OVERRIDE_UNKNOWN',
  status: 500,
  title: 'An override names nothing that is registered',
  retryable: false,
  detail: (f: { file: string; id: string }) =>
    `${f.file}: overrides: ${f.id} is not registered by any plugin`
})
