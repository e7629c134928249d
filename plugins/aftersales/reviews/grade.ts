import type { ReviewGrade } from './tables.ts'

/** What a rating of 1 to 5 comes to; platforms with three grades are stretched to 5, 3 and 1. Null: none given. */
export function gradeOf(rating: number | null): ReviewGrade | null {
  if (rating === null) return null
  if (rating >= 4) return 'good'
  return rating === 3 ? 'neutral' : 'bad'
}
