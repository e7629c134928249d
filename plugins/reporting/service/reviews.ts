import { sql } from 'kysely'
import type { Cube } from '../cubes/cube.ts'
import { goodsDimensions } from '../cubes/sales.ts'

/**
 * What buyers say in public. Read of the reviews themselves, which change and may be taken out by an appeal: there is
 * nothing to be kept.
 */
export const reviewCube: Cube = {
  name: 'reviews',
  title: 'Reviews',
  days: {
    table: `(select written_on as day_on, channel_id, sku, 1 as reviews, rating as rating_sum,
      case when grade = 'good' then 1 else 0 end as good_reviews,
      case when grade = 'bad' then 1 else 0 end as bad_reviews
      from reviews where is_excluded = 0 and rating is not null)`
  },
  dimensions: { channel: { value: sql<string>`rows.channel_id` }, ...goodsDimensions },
  measures: {
    reviews: 'Reviews with a rating that count, by the day they were written',
    ratingSum: 'Their ratings of 1 to 5',
    goodReviews: 'Those of 4 and 5',
    badReviews: 'Those of 1 and 2'
  },
  hasCurrency: false
}
