import { business, type Flow, type Need, type StepRule, step, wall } from './types.ts'

/** The customer's word to the latest proposal. */
const consent: Need = { artefact: 'agreement', outcomes: ['accepted'] }
const agreed: StepRule = { to: 'agreed', needs: [{ artefact: 'proposal' }, consent] }
const withdrawn = step('withdrawn')
const escalated = step('escalated_to_platform')
const reopened: StepRule = { to: 'reopened', needs: [], isReopening: true }

/** A dispute: 受理 → 核实 → 协商 → 跟进反馈, with the ways out of it. */
export const disputeFlow: Flow = {
  first: 'submitted',
  states: {
    submitted: {
      title: { en: 'Submitted', zh: '已提交' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(4),
      next: [step('accepted'), withdrawn, escalated]
    },
    accepted: {
      title: { en: 'Accepted', zh: '受理' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(8),
      next: [step('verifying'), withdrawn, escalated]
    },
    verifying: {
      title: { en: 'Verifying', zh: '核实' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(16),
      next: [
        {
          to: 'negotiating',
          needs: [{ artefact: 'verification', outcomes: ['substantiated'] }]
        },
        {
          to: 'rejected_unsubstantiated',
          needs: [{ artefact: 'verification', outcomes: ['unsubstantiated'] }]
        },
        withdrawn,
        escalated
      ]
    },
    negotiating: {
      title: { en: 'Negotiating', zh: '协商' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(24),
      next: [agreed, step('verifying'), withdrawn, escalated]
    },
    agreed: {
      title: { en: 'Agreed', zh: '已达成一致' },
      ownerRole: 'manager',
      waitsFor: 'shop',
      within: business(8),
      next: [{ to: 'executing', needs: [consent] }, step('negotiating'), withdrawn, escalated]
    },
    escalated_to_platform: {
      title: { en: 'Escalated to the platform', zh: '平台介入' },
      ownerRole: 'manager',
      waitsFor: 'platform',
      within: wall(72),
      next: [
        step('executing', 'decision'),
        {
          // Nothing is owed: there is nothing to carry out.
          to: 'followed_up',
          needs: [{ artefact: 'decision', outcomes: ['for_seller'] }]
        },
        agreed,
        step('negotiating'),
        withdrawn
      ]
    },
    executing: {
      title: { en: 'Carrying it out', zh: '执行中' },
      ownerRole: 'clerk',
      waitsFor: 'shop',
      within: business(24),
      next: [step('followed_up', 'settlement'), step('negotiating'), escalated]
    },
    followed_up: {
      title: { en: 'Followed up', zh: '跟进反馈' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: wall(72),
      next: [step('closed', 'satisfaction'), step('executing'), escalated]
    },
    closed: {
      title: { en: 'Closed', zh: '已结案' },
      ownerRole: 'support',
      waitsFor: 'customer',
      within: null,
      isEnd: true,
      next: [reopened]
    },
    withdrawn: {
      title: { en: 'Withdrawn', zh: '已撤销' },
      ownerRole: 'support',
      waitsFor: 'customer',
      within: null,
      isEnd: true,
      next: []
    },
    rejected_unsubstantiated: {
      title: { en: 'Rejected as unsubstantiated', zh: '核实不成立' },
      ownerRole: 'support',
      waitsFor: 'customer',
      within: null,
      isEnd: true,
      next: []
    },
    reopened: {
      title: { en: 'Reopened', zh: '重新受理' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(8),
      next: [
        step('verifying'),
        step('negotiating'),
        { to: 'executing', needs: [consent] },
        withdrawn,
        escalated
      ]
    }
  }
}
