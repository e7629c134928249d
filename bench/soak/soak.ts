import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engines, type Setup, startEngines } from './engines.ts'
import { Load } from './load.ts'
import { startNeighbors } from './neighbors.ts'
import { describePhase, isShed, isSuccess, type Phase, percentile } from './report.ts'
import { Watch } from './watch.ts'

const secondsOfSteady = Number(process.env.BENCH_SECONDS ?? 600)
const secondsOfTrial = 10
const secondsOfOverload = 30
const secondsOfRecovery = 30
/** Part of what the machine answers at most that it is asked for steadily. */
const steadyShare = 0.4
const overloadFactor = 5

const setups: Readonly<Record<string, Setup>> = { one: 'one', '1+1': 1, '2+2': 2 }

/** Soaks each setup that is named, one after the other. Default: `one`. Returns whether all of them held. */
export async function soakEach(names: readonly string[]): Promise<boolean> {
  let isHeld = true
  for (const name of names.length === 0 ? ['one'] : names) {
    const setup = setups[name]
    if (setup === undefined) {
      console.error(`unknown: ${name}; known: ${Object.keys(setups).join(', ')}`)
      return false
    }
    isHeld = (await soak(setup)) && isHeld
  }
  return isHeld
}

/**
 * A mixed load on a running engine: as much as it carries, then five times that, then as before. Prints what
 * came of it and ends with the proofs. Returns whether everything held.
 */
async function soak(setup: Setup): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-soak-'))
  const engines = await startEngines(folder, setup)
  const isHeld = await loadAndProve(engines, setup).finally(() => engines.stop())
  if (isHeld) rmSync(folder, { recursive: true, force: true })
  else print(`logs are in ${folder}`)
  return isHeld
}

async function loadAndProve(engines: Engines, setup: Setup): Promise<boolean> {
  const neighbors = await startNeighbors(engines)
  const load = new Load(engines)
  const watch = new Watch(engines.processes, engines.urls)
  await load.asFastAs(8, secondsOfTrial)
  const most = await load.asFastAs(32, secondsOfTrial)
  const perSecond = most * steadyShare
  print(`${nameOf(setup)}: at most ${Math.round(most)}/s, so ${Math.round(perSecond)}/s steadily`)
  const run = async (name: string, rate: number, seconds: number): Promise<Phase> => {
    const phase = { name, perSecond: rate, seconds, ...(await load.atRate(rate, seconds)) }
    for (const line of describePhase(phase)) print(line)
    return phase
  }
  const steady = await run('steady', perSecond, secondsOfSteady)
  for (const { name, firstMiB, lastMiB, slopeMiBPerHour } of watch.memory()) {
    const span = `${Math.round(firstMiB)} → ${Math.round(lastMiB)} MiB`
    print(`RSS of ${name}: ${span}, ${slopeMiBPerHour.toFixed(1)} MiB an hour`)
  }
  const overload = await run('overload', perSecond * overloadFactor, secondsOfOverload)
  const recovery = await run('recovery', perSecond, secondsOfRecovery)
  const watched = await watch.stop()
  print(`longest turn of an event loop: ${Math.round(watched.loopDelayMaxMs)} ms`)
  print(`/healthz: ${watched.healthAsked} asked, ${watched.healthFailed} failed`)
  print(
    `marketplace: ${neighbors.ordersPlaced()} orders; webhooks taken: ${neighbors.webhooksTaken()}`
  )
  await load.close()
  await neighbors.stop()
  const isProven = await prove(engines)
  const held = {
    'no error while steady': steady.answers.every(isSuccess),
    'overload is shed, and nothing else goes wrong': overload.answers.every(
      (answer) => isSuccess(answer) || isShed(answer)
    ),
    'some of the overload was shed': overload.answers.some(isShed),
    '/healthz answered throughout': watched.healthFailed === 0,
    'back to normal within 30 s': isNormal(recovery, steady),
    'all proofs hold': isProven
  }
  for (const [claim, isTrue] of Object.entries(held))
    print(`${isTrue ? 'holds' : 'FAILS'}: ${claim}`)
  return Object.values(held).every(Boolean)
}

function nameOf(setup: Setup): string {
  if (setup === 'one') return 'one process, SQLite'
  return `${setup} API and ${setup} worker, Postgres and Redis`
}

/** The last ten seconds of the recovery are as quick as the steady load was, and nothing is refused. */
function isNormal(recovery: Phase, steady: Phase): boolean {
  const late = recovery.answers.slice(Math.floor((recovery.answers.length * 2) / 3))
  return late.every(isSuccess) && percentile(late, 0.5) <= percentile(steady.answers, 0.5) * 3
}

/** Waits until no work is left, then has every plugin prove its books. */
async function prove(engines: Engines): Promise<boolean> {
  const [url] = engines.urls
  for (let looks = 0; looks < 300; looks++) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const waiting = /^shopkeeper_jobs_waiting (\d+)/m.exec(metrics)?.[1]
    const running = /^shopkeeper_jobs_running (\d+)/m.exec(metrics)?.[1]
    if (Number(waiting) + Number(running) === 0) {
      print('outbox: empty')
      return engines.run('verify').then(
        (output) => {
          print(output.trimEnd())
          return true
        },
        (error: Error) => {
          print(error.message)
          return false
        }
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  print('outbox: not empty after five minutes')
  return false
}

function print(line: string): void {
  console.log(line)
}
