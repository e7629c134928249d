import { Type } from 'typebox'

/** Options about enrolments. */
export const enrolmentOptions = {
  enrolmentAlertHours: Type.Integer({
    minimum: 1,
    maximum: 720,
    default: 48,
    description:
      "Hours before a platform's event stops taking enrolments from which drafts that are left raise an alert"
  })
}
