import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { addEvidence } from '../evidence/add.ts'
import { attachment } from '../evidence/file-name.ts'
import { type ReceivedFile, receiveFile, refuseTooLong } from '../evidence/receive.ts'
import { evidenceTypes } from '../evidence/sniff.ts'
import { presentEvidence } from '../present.ts'
import { findEvidence } from '../repository/evidence.ts'
import { EvidenceShape } from '../schema/answers.ts'
import { EvidenceParams, EvidenceQuery } from '../schema/inputs.ts'
import { auditLook } from './viewer.ts'

/** Files that show what went wrong. */
export function evidenceRoutes(scope: AftersalesScope): void {
  uploadRoute(scope)
  downloadRoute(scope)
}

function uploadRoute(scope: AftersalesScope): void {
  const { ctx } = scope
  const { evidenceMaxBytes } = ctx.options.cases
  const received = new WeakMap<FastifyRequest, ReceivedFile>()
  ctx.routes(async (app) => {
    // Whatever it is called, it is bytes: what it is they say themselves.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    app.post(
      '/cases/:id/evidence',
      {
        config: { permission: 'aftersales:write' },
        bodyLimit: evidenceMaxBytes,
        schema: {
          operationId: 'addCaseEvidence',
          summary: 'Add a picture, PDF or video to a case; the same file again changes nothing',
          params: IdParams,
          querystring: EvidenceQuery,
          consumes: [...evidenceTypes, 'application/octet-stream'],
          response: { 201: EvidenceShape }
        },
        onRequest: async (request, reply) => {
          // What is refused is not read either: the rest of it would only keep the connection.
          reply.header('connection', 'close')
          refuseTooLong(request.headers['content-length'], evidenceMaxBytes)
          reply.removeHeader('connection')
        },
        preHandler: async (request, reply) => {
          reply.header('connection', 'close')
          const file = await receiveFile(request.body as Readable, evidenceMaxBytes)
          reply.removeHeader('connection')
          received.set(request, file)
          // An Idempotency-Key belongs to what was sent.
          request.body = { sha256: file.sha256 }
        }
      },
      (request, reply) => {
        const { name } = request.query
        const ref = { caseId: request.params.id, version: request.ifMatch() }
        const file = received.get(request)!
        return reply.write(201, async (tx) =>
          presentEvidence(await addEvidence(tx, scope, ref, { name, file }), {
            canSeePersonal: false
          })
        )
      }
    )
  })
}

function downloadRoute(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/cases/:id/evidence/:evidenceId',
      {
        config: { permission: 'aftersales:personal' },
        schema: {
          operationId: 'downloadCaseEvidence',
          summary: 'Download a file of evidence; the look is in the audit log',
          params: EvidenceParams,
          produces: [...evidenceTypes]
        }
      },
      async (request, reply) => {
        const { id, evidenceId } = request.params
        const found = await findEvidence(ctx.db, { id, evidenceId })
        if (!found || found.content === '') {
          throw new NotFound({ what: 'evidence', id: evidenceId })
        }
        await auditLook(scope, request, { caseId: id, what: evidenceId })
        return reply
          .type(found.contentType)
          .header('content-disposition', attachment(found.name))
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "sandbox; default-src 'none'")
          .header('cache-control', 'private, no-store')
          .send(Buffer.from(found.content, 'base64'))
      }
    )
  })
}
