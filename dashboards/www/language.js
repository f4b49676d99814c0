// Figures in the viewer's language. The server writes them in English beside the raw value; here they are written anew.
window.footfall = window.footfall ?? {};
(() => {
  const language = navigator.languages?.[0] ?? 'en';
  const number = (options) => {
    const form = new Intl.NumberFormat(language, options);
    return (value) => form.format(value);
  };
  const share = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const decimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const forms = {
    count: number({ maximumFractionDigits: 0 }),
    quantity: number({ maximumFractionDigits: 6 }),
    decimal,
    share,
    seconds: (value) => `${decimal(value)} s`,
  };

  // Digits by ISO 4217, as the browser knows them; what is no currency gets two.
  const moneyForms = new Map();
  const money = (value, currency) => {
    if (!moneyForms.has(currency)) moneyForms.set(currency, number({ ...digitsOf(currency) }));
    return moneyForms.get(currency)(value);
  };
  const digitsOf = (currency) => {
    let digits = 2;
    try {
      const form = new Intl.NumberFormat('en', { style: 'currency', currency });
      digits = form.resolvedOptions().maximumFractionDigits;
    } catch {
      // no currency code
    }
    return { minimumFractionDigits: digits, maximumFractionDigits: digits };
  };

  /** A raw figure as text. Without one, a dash. */
  footfall.write = (value, format, currency) => {
    if (value === null || value === undefined || value === '') return '–';
    return format === 'money' ? money(Number(value), currency) : (forms[format]?.(Number(value)) ?? String(value));
  };

  const localise = (scope) => {
    for (const cell of scope.querySelectorAll('[data-format][data-value]')) {
      const { value, format, currency } = cell.dataset;
      cell.textContent = footfall.write(value, format, currency);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    jQuery(document).on('shiny:value', (event) => requestAnimationFrame(() => localise(event.target)));
  });

  // Plotly's own: separators, and names of months and days.
  const names = (unit, width, dates) => {
    const form = new Intl.DateTimeFormat(language, { [unit]: width, timeZone: 'UTC' });
    return dates.map((date) => form.format(date));
  };
  const months = [...Array(12).keys()].map((month) => new Date(Date.UTC(2026, month, 15)));
  const days = [...Array(7).keys()].map((day) => new Date(Date.UTC(2026, 1, 1 + day))); // a Sunday first
  const part = (type) => new Intl.NumberFormat(language).formatToParts(1234567.5).find((p) => p.type === type)?.value;
  footfall.plotlyLocale = {
    months: names('month', 'long', months),
    shortMonths: names('month', 'short', months),
    days: names('weekday', 'long', days),
    shortDays: names('weekday', 'short', days),
    decimal: part('decimal') ?? '.',
    thousands: part('group') ?? ',',
    grouping: [3],
  };
  const register = () => {
    if (!window.Plotly) return;
    Plotly.register({ moduleType: 'locale', name: 'viewer', dictionary: {}, format: footfall.plotlyLocale });
    Plotly.setPlotConfig({ locale: 'viewer' });
  };
  register();
  document.addEventListener('DOMContentLoaded', register);
})();
