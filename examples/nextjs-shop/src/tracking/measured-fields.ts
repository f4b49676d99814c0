/** Fields of a form that carry the browser's ids to the shop's server. */
export const MEASURED_FIELDS = ['clientId', 'sessionId'] as const;
