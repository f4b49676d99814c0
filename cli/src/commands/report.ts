import { withClient } from '@footfall/warehouse';
import { figuresOf, shopToday } from '../report/figures.js';
import { checkedDay, toPeriod } from '../report/period.js';
import { reportText } from '../report/text.js';
import { withStack } from '../stack/find-stack.js';

export interface ReportOptions {
  data?: string;
  /** First and last day in the shop's zone, as `2026-11-22`. */
  from?: string;
  to?: string;
  json?: boolean;
}

/** Prints the key figures of some days, as the dashboards have them. @throws UsageError for days that cannot be */
export async function report(options: ReportOptions): Promise<void> {
  if (options.from !== undefined) checkedDay('--from', options.from);
  if (options.to !== undefined) checkedDay('--to', options.to);
  await withStack(options.data, ({ dashUrl }) =>
    withClient(dashUrl, async (client) => {
      const { timeZone, today } = await shopToday(client);
      const figures = await figuresOf(client, toPeriod(options, today), timeZone);
      console.log(options.json ? JSON.stringify(figures) : reportText(figures));
    }),
  );
}
