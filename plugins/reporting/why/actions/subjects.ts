/**
 * What decisions are about, as a condition on the audit log. Part of an index: so few entries are looked through, and orders
 * pay nothing for it. The text must stay as it is, since databases compare it with that of the query.
 */
export const auditedSubjects =
  "subject_type in ('campaign', 'channel', 'enrolment', 'listing', 'priceChange', 'priceList', 'pricePolicy', 'product', 'promotion', 'stockPolicy', 'variant')"
