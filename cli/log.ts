import type { DestinationStream } from 'pino'
import { logDestination } from '#core/log-destination'

/** Where `--log` sends the engine's log. */
export interface LogTarget {
  stream: DestinationStream
  /** Level that takes the config's place; undefined: as the config says. */
  level?: 'warn'
}

/** Names of the numbers that the log counts its levels in. */
const levelNames: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal'
}

/** JSON lines appended to a file. */
export function logToFile(file: string): LogTarget {
  return { stream: logDestination(file) }
}

/** JSON lines on standard error: for whatever collects logs. */
export function logToStandardError(): LogTarget {
  return { stream: logDestination(2) }
}

/** Warnings and errors as text that a person reads, through `write`: one line each. */
export function logForPeople(write: (line: string) => void): LogTarget {
  return {
    level: 'warn',
    stream: { write: (line) => write(readable(line)) }
  }
}

interface LogLine {
  level: number
  time: string
  msg?: string
  err?: { type?: string; message?: string }
  [field: string]: unknown
}

function readable(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as LogLine
  const said = Object.entries(fields)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}=${value}`)
  const what = [msg, err?.message].filter(Boolean).join(': ')
  return [time.slice(11, 19), levelNames[level] ?? level, what, ...said].join(' ')
}
