import { measured, ratio } from './define.ts'
import type { Metric } from './metric.ts'

/** What goes wrong after a sale, and how fast it is put right. */
export const serviceMetrics: readonly Metric[] = [
  measured('casesOpened', ['Cases opened', '售后单数'], 'casesOpened', 'count', {
    formula: 'after-sales cases and disputes, by the day they were opened',
    isMoreBetter: false
  }),
  measured('casesClosed', ['Cases closed', '售后完结数'], 'casesClosed', 'count', {
    formula: 'cases closed, by the day they were closed'
  }),
  measured('disputes', ['Disputes', '纠纷数'], 'disputesOpened', 'count', {
    formula: 'disputes, by the day they were opened',
    isMoreBetter: false
  }),
  measured('complainedUnits', ['Units with a case', '售后件数'], 'caseUnits', 'units', {
    formula: 'units of cases, by the day those were opened',
    isMoreBetter: false
  }),
  ratio('caseRate', ['After-sales rate', '售后率'], {
    formula: 'cases opened / orders',
    part: ['casesOpened'],
    whole: ['orders'],
    isMoreBetter: false
  }),
  ratio('complaintRate', ['Complaint rate', '投诉率'], {
    formula: 'disputes / orders',
    part: ['disputesOpened'],
    whole: ['orders'],
    isMoreBetter: false
  }),
  ratio('unitCaseRate', ['After-sales rate of units', '件售后率'], {
    formula: 'units with a case / units sold',
    part: ['caseUnits'],
    whole: ['units'],
    isMoreBetter: false
  }),
  ratio('firstResponse', ['First response time', '首次响应时长'], {
    formula: 'time to the first answer of a person / cases answered',
    unit: 'milliseconds',
    part: ['firstResponseMs'],
    whole: ['casesAnswered'],
    isMoreBetter: false
  }),
  ratio('resolutionTime', ['Resolution time', '处理时长'], {
    formula: 'time from opening to closing / cases closed',
    unit: 'milliseconds',
    part: ['resolutionMs'],
    whole: ['casesClosed'],
    isMoreBetter: false
  }),
  ratio('satisfaction', ['Satisfaction', '满意度'], {
    formula: 'scores of 1 to 5 / scores given',
    unit: 'count',
    part: ['satisfactionSum'],
    whole: ['satisfactionCount']
  }),
  measured('reviews', ['Reviews', '评价数'], 'reviews', 'count', {
    formula:
      'reviews with a rating, by the day they were written, without those that an appeal has taken out'
  }),
  ratio('goodReviewRate', ['Good-review rate', '好评率'], {
    formula: 'reviews of 4 and 5 / reviews',
    part: ['goodReviews'],
    whole: ['reviews']
  }),
  ratio('goodOfDecidedRate', ['Good-review rate of decided', '好评率（不含中评）'], {
    formula: 'reviews of 4 and 5 / those and reviews of 1 and 2',
    part: ['goodReviews'],
    whole: ['goodReviews', 'badReviews']
  }),
  ratio('averageRating', ['Average rating', '平均评分'], {
    formula: 'ratings of 1 to 5 / reviews',
    unit: 'count',
    part: ['ratingSum'],
    whole: ['reviews']
  })
]
