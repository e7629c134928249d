import { business, type Flow, type StepRule, step, wall } from './types.ts'

const withdrawn = step('withdrawn')
const refused = step('refused')
const reopened: StepRule = { to: 'reopened', needs: [], isReopening: true }

/** What a customer asks for after a sale; kinds for which no goods come back skip what is about goods. */
export const requestFlow: Flow = {
  first: 'requested',
  states: {
    requested: {
      title: { en: 'Requested', zh: '待商家处理' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: wall(24),
      next: [step('approved'), refused, withdrawn]
    },
    approved: {
      title: { en: 'Approved', zh: '已同意' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(8),
      next: [
        { ...step('awaiting_goods'), only: 'withGoods' },
        { ...step('executing'), only: 'withoutGoods' },
        refused,
        withdrawn
      ]
    },
    awaiting_goods: {
      title: { en: 'Waiting for the goods', zh: '待买家退货' },
      ownerRole: 'clerk',
      waitsFor: 'customer',
      within: wall(240),
      next: [
        step('goods_received', 'goods'),
        // The goods may stay where they are: the case is about money alone by now.
        { ...step('executing'), only: 'withoutGoods' },
        refused,
        withdrawn
      ]
    },
    goods_received: {
      title: { en: 'Goods received', zh: '已收到退货' },
      ownerRole: 'clerk',
      waitsFor: 'shop',
      within: business(16),
      next: [step('executing'), refused]
    },
    executing: {
      title: { en: 'Carrying it out', zh: '执行中' },
      ownerRole: 'clerk',
      waitsFor: 'shop',
      within: business(24),
      next: [step('closed', 'settlement'), refused]
    },
    closed: {
      title: { en: 'Closed', zh: '已完成' },
      ownerRole: 'support',
      waitsFor: 'customer',
      within: null,
      isEnd: true,
      next: [reopened]
    },
    refused: {
      title: { en: 'Refused', zh: '已拒绝' },
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
    reopened: {
      title: { en: 'Reopened', zh: '重新处理' },
      ownerRole: 'support',
      waitsFor: 'shop',
      within: business(8),
      next: [step('approved'), refused, withdrawn]
    }
  }
}
