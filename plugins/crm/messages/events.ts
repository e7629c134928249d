/** Events about messages. */
export const messageEvents = {
  'message.sent': 'A provider has taken a message to a customer',
  'message.skipped': 'A message to a customer was due and was not to be sent',
  'message.failed': 'A message to a customer was refused for good, or too often',
  'message-template.removed': 'A template is about to be removed; a handler may veto'
}
