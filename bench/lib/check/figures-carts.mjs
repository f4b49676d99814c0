import { minor } from './figures-orders.mjs';
import { list, text } from './truth-view.mjs';

/** Carts as of the end, after the truth's own rule for what is left and what is given up. */
const carts = (figure, name, what) => ({
  figure: `carts by currency and state: ${figure}`,
  needs: ['dash.carts_at()'],
  want: ({ carts: { byCurrencyAndState } }) => {
    const cells = {};
    for (const [currency, states] of Object.entries(byCurrencyAndState))
      for (const [state, sums] of Object.entries(states)) cells[`${currency} ${state}`] = sums[name];
    return text(cells);
  },
  sql: (t) => {
    const { abandonedAfterMs, lapsedAfterMs } = t.carts.rule;
    return list(
      `select coalesce(currency, 'none') || ' ' || state as k, ${what(t)} as n
       from dash.carts_at('${t.end}', ${abandonedAfterMs / 3_600_000}, ${lapsedAfterMs / 86_400_000}) group by 1`,
    );
  },
});

export const CART_FIGURES = [
  carts('how many', 'carts', () => 'count(*)'),
  carts('recovered', 'recovered', () => 'count(*) filter (where is_recovered)'),
  carts('value', 'value', (t) => `trim_scale(sum(${minor(t, 'value')}))`),
];
