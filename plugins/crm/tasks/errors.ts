import { defineError } from '#core/errors'
import type { TaskState } from './tables.ts'

export const TaskClosed = defineError({
  code: 'TASK_CLOSED',
  status: 409,
  title: 'The task is closed already',
  detail: (f: { id: string; state: TaskState }) =>
    `${f.id} is ${f.state}: write a new task if there is more to do`
})

export const TaskSourceTaken = defineError({
  code: 'TASK_SOURCE_TAKEN',
  status: 422,
  title: 'This source has asked for another task',
  detail: (f: { sourceId: string; taskId: string }) =>
    `sourceId: ${f.sourceId} is ${f.taskId}; name each task by a sourceId of its own`
})

export const taskErrors = [TaskClosed, TaskSourceTaken]
