import { graphqlDocument } from './document.ts'

export const listSubscriptions = graphqlDocument(`
query listSubscriptions($topics: [WebhookSubscriptionTopic!]!, $uri: String!) {
  webhookSubscriptions(first: 50, topics: $topics, uri: $uri) { nodes { topic } }
}`)

export const subscribeTo = graphqlDocument(`
mutation subscribeTo(
  $topic: WebhookSubscriptionTopic!
  $webhookSubscription: WebhookSubscriptionInput!
) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    userErrors { field message }
  }
}`)
