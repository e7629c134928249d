import { BlindIndex } from '#core/personal/blind-index'
import { definePlugin } from '#core/plugin'
import { automationAlerts, automationEvents } from './automation/alerts.ts'
import { automationErrors } from './automation/errors.ts'
import { automationJobs } from './automation/jobs.ts'
import { automationMigration } from './automation/migration.ts'
import { automationPermissions } from './automation/permissions.ts'
import { setupAutomation } from './automation/setup.ts'
import { communityErrors } from './communities/errors.ts'
import { communitiesMigration } from './communities/migration.ts'
import { communityPermissions } from './communities/permissions.ts'
import { setupCommunities } from './communities/setup.ts'
import { takeEarlierOrdersJob } from './customers/orders/backfill.ts'
import { PlacedOrders } from './customers/orders/placed.ts'
import { takeNews } from './customers/orders/take.ts'
import { setupCustomers } from './customers/setup.ts'
import * as errors from './errors.ts'
import { CrmKeyMissing } from './errors.ts'
import { membershipAlerts } from './membership/alerts.ts'
import { membershipErrors } from './membership/errors.ts'
import { membershipJobs } from './membership/jobs.ts'
import { membershipMigration } from './membership/migration.ts'
import { membershipPermissions } from './membership/permissions.ts'
import { setupMembership } from './membership/setup.ts'
import { messageAlerts } from './messages/alerts.ts'
import { messageErrors } from './messages/errors.ts'
import { messageEvents } from './messages/events.ts'
import { messageJobs } from './messages/jobs.ts'
import { messagesMigration } from './messages/migration.ts'
import { messagePermissions } from './messages/permissions.ts'
import { MessageService } from './messages/service.ts'
import { setupMessages } from './messages/setup.ts'
import { metricErrors } from './metrics/errors.ts'
import { metricJobs } from './metrics/jobs.ts'
import { setupMetrics } from './metrics/setup.ts'
import { customersMigration } from './migrations/0001-customers.ts'
import { metricsMigration } from './migrations/0002-metrics.ts'
import { segmentsMigration } from './migrations/0003-segments.ts'
import { erasedWordsMigration } from './migrations/0012-erased-words.ts'
import { orderPartsMigration } from './migrations/0013-order-parts.ts'
import { CrmOptions } from './options.ts'
import { recommendationJobs } from './recommendations/jobs.ts'
import { recommendationsMigration } from './recommendations/migration.ts'
import { setupRecommendations } from './recommendations/setup.ts'
import type { CrmScope } from './scope.ts'
import { segmentErrors } from './segments/errors.ts'
import { segmentJobs } from './segments/jobs.ts'
import { segmentPermissions } from './segments/permissions.ts'
import { setupSegments } from './segments/setup.ts'
import { createCrmService } from './service.ts'
import { taskAlerts, taskEvents } from './tasks/alerts.ts'
import { taskErrors } from './tasks/errors.ts'
import { taskJobs } from './tasks/jobs.ts'
import { tasksMigration } from './tasks/migration.ts'
import { taskPermissions } from './tasks/permissions.ts'
import { setupTasks } from './tasks/setup.ts'

const everybody = ['manager', 'marketer', 'support', 'clerk', 'analyst', 'integration'] as const

/** Customers of every channel: who they are, what they bought, and what they agreed to. */
export const crm = definePlugin({
  name: 'crm',
  needs: ['orders'],
  uses: ['catalog', 'inventory'],
  options: CrmOptions,
  migrations: [
    customersMigration,
    metricsMigration,
    segmentsMigration,
    membershipMigration,
    messagesMigration,
    tasksMigration,
    automationMigration,
    recommendationsMigration,
    communitiesMigration,
    erasedWordsMigration,
    orderPartsMigration
  ],
  errors: [
    ...Object.values(errors),
    ...metricErrors,
    ...segmentErrors,
    ...membershipErrors,
    ...messageErrors,
    ...taskErrors,
    ...automationErrors,
    ...communityErrors
  ],
  jobs: [
    takeEarlierOrdersJob,
    ...metricJobs,
    ...segmentJobs,
    ...membershipJobs,
    ...messageJobs,
    ...taskJobs,
    ...automationJobs,
    ...recommendationJobs
  ],
  alerts: { ...membershipAlerts, ...messageAlerts, ...taskAlerts, ...automationAlerts },
  permissions: {
    ...segmentPermissions,
    ...membershipPermissions,
    ...communityPermissions,
    ...messagePermissions,
    ...taskPermissions,
    ...automationPermissions,
    'crm:read': { title: 'See customers, masked', roles: everybody },
    'crm:write': {
      title: 'Change, merge and erase customers',
      roles: ['manager', 'marketer', 'support', 'integration']
    },
    'crm:personal': {
      title: "See customers' names, addresses and contacts; every look is in the audit log",
      roles: ['manager', 'support', 'integration']
    }
  },
  events: {
    ...messageEvents,
    ...taskEvents,
    ...automationEvents,
    'customer.created': 'A customer is new',
    'customer.changed': 'Attributes, tags, orders, tier or points of a customer have changed',
    'customer.merged': 'A customer is now part of another one',
    'customer.unmerged': 'A customer stands for itself again',
    'customer.told': 'The timeline of a customer has a new entry',
    'segment.entered': 'A customer is in a segment from now on',
    'segment.left': 'A customer is no longer in a segment',
    'segment.deleted': 'A segment is about to be deleted; a handler may veto',
    'tier.deleted': 'A tier is about to be deleted or renamed; a handler may veto',
    'tier.changed': 'A customer has another tier, or none any more',
    'points.changed': 'A customer has more points, or fewer',
    'points.expiring': 'Points of a customer expire soon',
    'benefit.granted': 'A member was given what its tier gives for a birthday or anniversary'
  },
  setup(ctx) {
    if (!ctx.encryptionKey) throw new CrmKeyMissing({})
    const orders = ctx.use('orders')
    const scope: CrmScope = {
      ctx,
      key: ctx.encryptionKey,
      index: new BlindIndex(ctx.encryptionKey),
      orders,
      placed: new PlacedOrders(orders, (tx, news) => takeNews(tx, scope, news)),
      messages: new MessageService(ctx, ctx.encryptionKey),
      coupons: undefined,
      areas: [],
      provides: {
        groupsOf: [],
        known: async () => ({ segments: new Set(), tiers: new Set() }),
        recordPoints: async () => undefined,
        giveBackPoints: async () => null
      }
    }
    // In this order, since each builds on those before it: customers, metrics, segments, membership, automation.
    setupCustomers(scope)
    setupMetrics(scope)
    setupSegments(scope)
    setupMembership(scope)
    setupMessages(scope)
    setupTasks(scope)
    setupAutomation(scope)
    setupRecommendations(scope)
    setupCommunities(scope)
    return createCrmService(scope)
  }
})
