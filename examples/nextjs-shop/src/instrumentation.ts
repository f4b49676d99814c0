/** Runs once, before the server answers its first request: brings the shop's database up to date. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { prepareShop } = await import('./server/prepare');
  await prepareShop();
}
