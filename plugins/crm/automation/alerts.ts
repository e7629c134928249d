import type { AlertDefinition } from '#core/alerts/types'

export const automationAlerts = {
  'automation.failing': {
    title: 'Actions of an automation fail one after the other',
    severity: 'warning',
    ownerRole: 'marketer'
  },
  'automation.looping': {
    title: 'An automation sets itself off, or too many in a row do: they are cut off',
    severity: 'warning',
    ownerRole: 'marketer'
  }
} satisfies Record<string, AlertDefinition>

export const automationEvents = {
  'automation.entered': 'A customer has entered an automation, or is held out of it',
  'automation.finished': 'A customer has come to the end of an automation, or has left it',
  'automation.called': 'A step of an automation calls another system'
}
