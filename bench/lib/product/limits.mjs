/** After a fault everything must work again within so many seconds. */
export const RECOVERY_SECONDS = 120;
