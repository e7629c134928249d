import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import { loadOpen } from '../artefacts.ts'
import { EvidenceFull } from '../errors.ts'
import type { CaseRef } from '../load.ts'
import type { EvidenceFacts } from '../present.ts'
import { evidenceOf, insertEvidence } from '../repository/evidence.ts'
import { updateCases } from '../update.ts'
import { fileName } from './file-name.ts'
import type { ReceivedFile } from './receive.ts'

/**
 * Keeps a file as evidence of an open case. The same file again is the one that is there.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CASE_IS_OVER, EVIDENCE_FULL.
 */
export async function addEvidence(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { name, file }: { name: string; file: ReceivedFile }
): Promise<EvidenceFacts> {
  const { id: caseId } = await loadOpen(tx, ref)
  const known = await evidenceOf(tx, [caseId])
  const same = known.find(({ sha256 }) => sha256 === file.sha256)
  if (same) return same
  const { evidenceMaxFiles: filesMax } = scope.ctx.options.cases
  if (known.length >= filesMax) throw new EvidenceFull({ caseId, filesMax })
  const { content, contentType, sha256 } = file
  const facts: EvidenceFacts = {
    ...{ id: newId('csf'), caseId, name: fileName(name), contentType, sha256 },
    ...{ sizeBytes: content.length, addedBy: tx.origin.actor, createdAt: tx.now }
  }
  await insertEvidence(tx, { ...facts, content: content.toString('base64') })
  const { id: evidenceId, sizeBytes } = facts
  const event = { kind: 'evidence_added', detail: { evidenceId, contentType, sizeBytes, sha256 } }
  await updateCases(tx, scope, [{ caseId, set: {}, isTold: true, event }])
  return facts
}
