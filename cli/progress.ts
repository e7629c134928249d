import { isatty } from 'node:tty'
import { Presets, SingleBar } from 'cli-progress'

/** Shows how far long work is: a bar on a terminal, nothing elsewhere. */
export interface Progress {
  /** How much is done, of how much, and what else there is to say. */
  update(done: number, total: number, said: string): void
  end(): void
}

/** Starts a bar on standard error, so that standard output stays the result's alone. */
export function startProgress(title: string): Progress {
  if (!isatty(2)) return { update: () => undefined, end: () => undefined }
  const bar = new SingleBar(
    { format: `${title} {bar} {value}/{total} {said}`, hideCursor: true, stream: process.stderr },
    Presets.shades_classic
  )
  let isStarted = false
  return {
    update: (done, total, said) => {
      if (!isStarted) bar.start(total, done, { said })
      isStarted = true
      bar.setTotal(total)
      bar.update(done, { said })
    },
    end: () => {
      if (isStarted) bar.stop()
    }
  }
}
