/** What presales tell. */
export const presaleEvents = {
  'presale.overdue':
    'A balance was not paid in time: its order is closed, the deposit kept or due back'
}
