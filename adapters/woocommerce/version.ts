/** Version of the REST API that this adapter speaks, as it stands in its paths. */
export const apiVersion = 'wc/v3'
/** Version of the page that asks the owner of a shop for keys. */
export const consentVersion = 'v1'
