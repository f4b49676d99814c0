import { Diary } from './diary.mjs';
import { JOURNEYS } from './journeys.mjs';
import { Shopper } from './shopper.mjs';

/** Makes one visit. @returns the truth about it; a visit that broke off says why, and nothing of it can be held against figures */
export async function makeVisit({ plan, browsers, shop }) {
  const { number, kind, device, pause } = plan;
  const diary = new Diary();
  const visit = { number, kind, device, isBot: kind === 'bot', isBlocked: kind === 'blocked' };
  const context = await (visit.isBlocked ? browsers.contextWithBlocker(device) : browsers.context(device));
  try {
    const shopper = new Shopper({ context, page: await context.newPage(), shop, diary, pause });
    await JOURNEYS[kind](shopper, plan);
    if (!shopper.page.isClosed() && !visit.isBlocked) await shopper.delivered();
  } catch (error) {
    visit.problem = String(error.message).split('\n')[0];
  } finally {
    await context.close();
  }
  return { ...visit, ...diary.toJSON() };
}
