// Figures, days and times in the viewer's language. The server writes them in English or as ISO beside the raw value; here they
// are written anew.
window.footfall = window.footfall ?? {};
(() => {
  // the first of the viewer's languages that the browser can write
  const language = new Intl.DateTimeFormat(navigator.languages?.length ? navigator.languages : 'en').resolvedOptions()
    .locale;
  footfall.language = language;
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
    seconds: (value) => `${decimal(value)}\u00a0s`,
  };

  // Texts of days and times are on the clocks of the chosen zone already: read as UTC and written as UTC, nothing shifts. Years are
  // those of charts, date fields and CSV, whatever calendar the language has.
  const dateForm = (options) => new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC', calendar: 'gregory' });
  const once = (make) => {
    let made;
    return () => {
      made ??= make();
      return made;
    };
  };
  const date = (options) => {
    const form = once(() => dateForm(options));
    return (value) => form().format(instant(value));
  };
  const instant = (text) => new Date(text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text);
  const periodForm = once(() => dateForm({ dateStyle: 'medium' }));
  const ageForm = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'always' }));
  const toMinute = date({ dateStyle: 'medium', timeStyle: 'short' });
  const toSecond = date({ dateStyle: 'medium', timeStyle: 'medium' });
  const monday = Date.UTC(2026, 0, 5);
  const weekdayForm = once(() => dateForm({ weekday: 'short' }));
  const hourForm = once(() => dateForm({ timeStyle: 'short' }));
  // As format_age() in logic/format.R: the unit, its seconds, and how many of it there are at least.
  const ageUnits = [
    ['day', 86400, 2],
    ['hour', 3600, 2],
    ['minute', 60, 1],
    ['second', 1, 0],
  ];
  const dates = {
    day: date({ dateStyle: 'medium' }),
    month: date({ year: 'numeric', month: 'short' }),
    time: (value) => (value.length > 'YYYY-MM-DD HH:MM'.length ? toSecond : toMinute)(value),
    period: (value) => periodForm().formatRange(...value.split('/').map(instant)),
    weekday: (value) => weekdayForm().format(monday + (value - 1) * 86400000), // 1 is Monday
    hour: (value) => hourForm().format(value * 3600000),
    age: (value) => {
      const [unit, seconds] = ageUnits.find(([, seconds, least]) => value >= seconds * least) ?? ageUnits.at(-1);
      return ageForm().format(-Math.floor(value / seconds), unit);
    },
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
    if (dates[format]) return dates[format](value);
    return format === 'money' ? money(Number(value), currency) : (forms[format]?.(Number(value)) ?? String(value));
  };

  /** Writes what stands in a scope anew. Where there is no raw value, the server's words stay. */
  footfall.localise = (scope, which = '[data-format][data-value]') => {
    for (const cell of scope.querySelectorAll(which)) {
      const { value, format, currency } = cell.dataset;
      if (value === '') continue;
      cell.textContent = footfall.write(value, format, currency);
      // words of another language than the page's, for who has it read out
      if (dates[format]) cell.lang = language;
    }
  };
  // Rows of tables are written when they are shown (www/tables.js).
  const outsideTables = '[data-format][data-value]:not(.ff-table *)';
  document.addEventListener('DOMContentLoaded', () => {
    jQuery(document).on('shiny:value', ({ target }) =>
      requestAnimationFrame(() => footfall.localise(target, outsideTables)),
    );
  });
})();
