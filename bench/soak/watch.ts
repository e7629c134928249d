import { readFileSync } from 'node:fs'
import { longestTurn } from '../longest-turn.ts'

const everyMs = 2000
/** A process that needs longer to say that it lives would be taken for dead. */
const patienceMs = 10_000

interface Sample {
  atMs: number
  rssMiB: number
}

/** What is read from outside while the load goes on. */
export interface Watched {
  /** The longest turn of the event loop that a process has told of, in milliseconds. */
  loopDelayMaxMs: number
  healthAsked: number
  healthFailed: number
}

/** How the memory of one process went, such as `api 1`. */
export interface MemoryTrend {
  name: string
  firstMiB: number
  lastMiB: number
  slopeMiBPerHour: number
}

/** Reads memory from the kernel, and asks each API whether it lives, every two seconds. */
export class Watch {
  readonly #processes: readonly { role: string; pid: number }[]
  readonly #urls: readonly string[]
  readonly #samples = new Map<number, Sample[]>()
  readonly #timer: NodeJS.Timeout
  readonly #asking = new Set<Promise<void>>()
  #loopDelayMaxMs = 0
  #asked = 0
  #failed = 0

  constructor(processes: readonly { role: string; pid: number }[], urls: readonly string[]) {
    this.#processes = processes
    this.#urls = urls
    this.#timer = setInterval(() => this.#look(), everyMs)
  }

  /** How memory went so far: of every process. */
  memory(): MemoryTrend[] {
    return this.#processes.map(({ role, pid }, index) => ({
      name: `${role} ${index + 1}`,
      ...trendOf(this.#samples.get(pid) ?? [])
    }))
  }

  async stop(): Promise<Watched> {
    clearInterval(this.#timer)
    await Promise.all(this.#asking)
    return {
      loopDelayMaxMs: this.#loopDelayMaxMs,
      healthAsked: this.#asked,
      healthFailed: this.#failed
    }
  }

  #look(): void {
    for (const { pid } of this.#processes) {
      const kiB = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      const samples = this.#samples.get(pid) ?? []
      samples.push({ atMs: performance.now(), rssMiB: Number(kiB) / 1024 })
      this.#samples.set(pid, samples)
    }
    for (const url of this.#urls) {
      const asking = this.#ask(url).finally(() => this.#asking.delete(asking))
      this.#asking.add(asking)
    }
  }

  async #ask(url: string): Promise<void> {
    this.#asked++
    const signal = AbortSignal.timeout(patienceMs)
    const isAlive = await fetch(`${url}/healthz`, { signal }).then(
      ({ status }) => status === 200,
      () => false
    )
    if (!isAlive) this.#failed++
    const turnMs = await longestTurn({ url }, signal).catch(() => 0)
    this.#loopDelayMaxMs = Math.max(this.#loopDelayMaxMs, turnMs)
  }
}

/** A line through the last two thirds: what a start still takes is not a leak. */
function trendOf(samples: readonly Sample[]) {
  const settled = samples.slice(Math.floor(samples.length / 3))
  const firstMiB = settled[0]?.rssMiB ?? 0
  const lastMiB = settled.at(-1)?.rssMiB ?? 0
  return { firstMiB, lastMiB, slopeMiBPerHour: slopeOf(settled) * 3_600_000 }
}

/** By least squares, in MiB a millisecond. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  if (samples.length < 2) return 0
  const atMs = mean(samples.map((sample) => sample.atMs))
  const rssMiB = mean(samples.map((sample) => sample.rssMiB))
  const along = samples.reduce((sum, s) => sum + (s.atMs - atMs) * (s.rssMiB - rssMiB), 0)
  const spread = samples.reduce((sum, s) => sum + (s.atMs - atMs) ** 2, 0)
  return spread === 0 ? 0 : along / spread
}
