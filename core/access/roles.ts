/** The posts of a shop. What each may do is said by the permissions that plugins declare. */
export const roles = [
  'owner',
  'manager',
  'buyer',
  'marketer',
  'support',
  'clerk',
  'analyst',
  'integration'
] as const

export type Role = (typeof roles)[number]

/** One thing that may be allowed, and the posts that are allowed it. The owner always is. */
export interface PermissionDefinition {
  title: string
  roles: readonly Exclude<Role, 'owner'>[]
}
