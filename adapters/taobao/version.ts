/**
 * Version of the gateway's protocol. The operations have none of their own: fields are added to
 * them.
 */
export const apiVersion = '2.0'
