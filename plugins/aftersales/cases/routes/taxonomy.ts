import type { AftersalesScope } from '../../scope.ts'
import { flows } from '../flows/flow.ts'
import { FlowsShape, ReasonsShape } from '../schema/answers.ts'
import type { CaseFlow, CaseState } from '../tables.ts'

/** What cases are made of: reasons, and states with the ways between them. */
export function taxonomyRoutes({ ctx, reasons }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/case-reasons',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listCaseReasons',
          summary: 'List why something comes back, with whose fault that is',
          response: { 200: ReasonsShape }
        }
      },
      async () => ({ data: [...reasons.all] })
    )
    app.get(
      '/case-flows',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listCaseFlows',
          summary: 'List the states of cases, how long each may last, and what each step needs',
          response: { 200: FlowsShape }
        }
      },
      async () => ({ data: presentFlows() })
    )
  })
}

function presentFlows() {
  return Object.entries(flows).map(([flow, { first, states }]) => ({
    ...{ flow: flow as CaseFlow, first },
    states: Object.entries(states).map(([state, { isEnd = false, next, ...rule }]) => ({
      ...{ ...rule, state: state as CaseState, isEnd },
      next: next.map(({ to, needs, only, isReopening = false }) => ({
        ...{ to, isReopening, ...(only && { only }) },
        needs: needs.map(({ artefact, outcomes }) => ({
          artefact,
          ...(outcomes && { outcomes: [...outcomes] })
        }))
      }))
    }))
  }))
}
