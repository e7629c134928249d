/** A name or address for those who may not know it: enough to tell two apart, too little to find one. */
export function maskText(text: string): string {
  return `${[...text][0] ?? ''}***`
}

/** A phone number for those who may not know it. */
export function maskPhone(phone: string): string {
  return `***${phone.slice(-2)}`
}
