import type { Server } from '../servers/spawn.ts'

const clients = 4
const secondsOfRound = 4
/** Between two requests of a client: others are there, not a flood. */
const pauseMs = 10

/** The 99th percentile of how long requests take, in ms, with a few clients that ask at an even pace. */
export async function latenciesOf({ url }: Server, key: string, path: string): Promise<number> {
  const endsMs = performance.now() + secondsOfRound * 1000
  const took: number[] = []
  const client = async () => {
    while (performance.now() < endsMs) {
      const startedMs = performance.now()
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      took.push(performance.now() - startedMs)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  took.sort((a, b) => a - b)
  return took[Math.floor(took.length * 0.99)] as number
}
