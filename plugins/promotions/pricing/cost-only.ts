import type { FastifyRequest } from 'fastify'
import { PermissionMissing } from '#core/http/errors'

/** Whoever may not see cost may not change what follows from it. Errors: PERMISSION_MISSING. */
export function costOnly(request: FastifyRequest): void {
  if (!request.can('catalog:cost')) throw new PermissionMissing({ permission: 'catalog:cost' })
}
