import { defineError } from '#core/errors'

export const GoalInvalid = defineError({
  code: 'GOAL_INVALID',
  status: 422,
  title: 'This goal does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const GoalIsPart = defineError({
  code: 'GOAL_IS_PART',
  status: 409,
  title: 'The goal is part of another one',
  detail: (f: { id: string; parentId: string }) =>
    `${f.id} is part of ${f.parentId}: divide that one anew, or delete the whole`
})

export const goalErrors = [GoalInvalid, GoalIsPart]
