import type { FastifyRequest } from 'fastify'
import type { CrmScope } from '../../scope.ts'
import type { Opener } from '../present.ts'

/** How the caller sees sealed fields. */
export function openerOf({ key }: CrmScope, request: FastifyRequest): Opener {
  return { key, canSeePersonal: request.can('crm:personal') }
}

/**
 * How writes answer: masked, whoever asks. An answer is kept with its Idempotency-Key, and what is sealed in our tables is
 * not to lie open there.
 */
export function masked({ key }: CrmScope): Opener {
  return { key, canSeePersonal: false }
}

/** Writes down that personal data of customers was shown. */
export async function auditLook(
  { ctx }: CrmScope,
  request: FastifyRequest,
  { customerIds, what }: { customerIds: readonly string[]; what: string }
): Promise<void> {
  if (!request.can('crm:personal') || customerIds.length === 0) return
  await ctx.transaction(async (tx) => {
    tx.audit(
      customerIds.map((subjectId) => ({
        action: 'customer.look',
        subjectType: 'customer',
        subjectId,
        after: { what }
      }))
    )
  }, request.origin)
}
