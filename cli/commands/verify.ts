import { Command } from 'commander'
import type { Engine } from 'shopkeeper'
import { exitCodes } from '../exit.ts'
import { withEngine } from '../open.ts'
import { print, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
A proof is a claim about the data that must hold at any time, such as "levels equal the ledger". Proofs only read;
they may run beside a running engine. Exits with 1 if one does not hold.

Examples:
  shopkeeper verify
  shopkeeper verify --proof inventory.levels-equal-ledger
  shopkeeper verify --json | jq -e .ok`

interface VerifyOptions extends CommonOptions {
  proof?: string[]
}

interface ProofResult {
  name: string
  title: string
  ok: boolean
  findings: string[]
  ms: number
}

/** `shopkeeper verify`: runs every proof. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Prove that the data does not contradict itself')
    .option('--proof <name...>', 'only these proofs')
    .option('--json', 'answer as one JSON object')
    .addHelpText('after', help)
    .action((_, self: Command) => verify(self.optsWithGlobals(), self))
}

async function verify(options: VerifyOptions, self: Command): Promise<void> {
  await withEngine(options, async (engine) => {
    const proofs = engine.proofs.filter(
      ({ name }) => options.proof === undefined || options.proof.includes(name)
    )
    const unknown = options.proof?.find((name) => !proofs.some((proof) => proof.name === name))
    if (unknown !== undefined) {
      const known = engine.proofs.map(({ name }) => name).join(', ')
      self.error(`--proof: there is no ${unknown}; there are ${known || 'none'}`)
    }
    const results: ProofResult[] = []
    for (const proof of proofs) {
      const result = await runProof(engine, proof)
      results.push(result)
      if (!options.json) printResult(result)
    }
    const failed = results.filter(({ ok }) => !ok).length
    if (options.json) printJson({ ok: failed === 0, proofs: results })
    else print(`${results.length - failed} of ${results.length} proofs hold`)
    if (failed > 0) process.exitCode = exitCodes.failed
  })
}

async function runProof(engine: Engine, proof: Engine['proofs'][number]): Promise<ProofResult> {
  const startedMs = engine.clock.monotonicMs()
  const findings = await proof.findings(engine.db)
  const ms = Math.round(engine.clock.monotonicMs() - startedMs)
  return { name: proof.name, title: proof.title, ok: findings.length === 0, findings, ms }
}

function printResult({ name, title, ok, findings, ms }: ProofResult): void {
  print(`${ok ? 'holds ' : 'BROKEN'}  ${name}: ${title} (${ms} ms)`)
  for (const finding of findings) print(`          ${finding}`)
}
