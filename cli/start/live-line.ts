import type { Engine } from 'shopkeeper'
import { isTerminal, print, printJson } from '../output.ts'
import { pulseLine, readPulse } from './pulse.ts'

const terminalMs = 1000
const otherwiseMs = 10_000
/** Reading the pulse takes at most this part of the time, however large the day is. */
const shareMax = 0.05

/** One line that says what is going on: rewritten in place on a terminal, a line every few seconds elsewhere. */
export class LiveLine {
  readonly #engine: Engine
  readonly #isJson: boolean
  #timer: NodeJS.Timeout | undefined
  #isShown = false
  #isEnded = false

  constructor(engine: Engine, { isJson = false }: { isJson?: boolean } = {}) {
    this.#engine = engine
    this.#isJson = isJson
  }

  /** Shows it from now on; not at all if it has been stopped before. */
  start(): void {
    if (!this.#isEnded) void this.#beat()
  }

  /** Writes a line above the live one. */
  above(line: string, write: (line: string) => void): void {
    this.#clear()
    write(line)
  }

  stop(): void {
    this.#isEnded = true
    clearTimeout(this.#timer)
    this.#clear()
  }

  async #beat(): Promise<void> {
    const { clock, log } = this.#engine
    const startedMs = clock.monotonicMs()
    try {
      const pulse = await readPulse(this.#engine)
      if (this.#isEnded) return
      if (this.#isJson) printJson({ event: 'pulse', at: clock.now(), ...pulse })
      else this.#show((widthMax) => pulseLine(pulse, clock.ms(), widthMax))
    } catch (error) {
      if (this.#isEnded) return
      log.warn({ err: error }, 'the live line could not be read')
    }
    const tookMs = clock.monotonicMs() - startedMs
    const everyMs = isTerminal && !this.#isJson ? terminalMs : otherwiseMs
    this.#timer = setTimeout(() => void this.#beat(), Math.max(everyMs, tookMs / shareMax))
  }

  #show(lineOf: (widthMax: number) => string): void {
    if (!isTerminal) {
      print(`${this.#engine.clock.now().slice(11, 19)} ${lineOf(300)}`)
      return
    }
    this.#clear()
    process.stdout.write(lineOf((process.stdout.columns ?? 80) - 1))
    this.#isShown = true
  }

  #clear(): void {
    if (this.#isShown) process.stdout.write('\r\u001b[2K')
    this.#isShown = false
  }
}
