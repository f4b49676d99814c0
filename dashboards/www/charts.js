// Charts in the viewer's language: separators, names of months and days, and the order of a date's parts. Plotly knows no digits but
// 0 to 9, so that marks are those that the language has between these.
(() => {
  const { language } = footfall;
  const names = (unit, width, dates) => {
    const form = new Intl.DateTimeFormat(language, { [unit]: width, timeZone: 'UTC', calendar: 'gregory' });
    return dates.map((date) => form.format(date));
  };
  const months = [...Array(12).keys()].map((month) => new Date(Date.UTC(2026, month, 15)));
  const days = [...Array(7).keys()].map((day) => new Date(Date.UTC(2026, 1, 1 + day))); // a Sunday first
  const number = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(123456789012.5);
  const mark = (type) => number.find((part) => part.type === type)?.value;
  // from the right: [3, 2, 2, ...] where lakhs are counted
  const groups = number.filter((part) => part.type === 'integer').map((part) => part.value.length);

  // What Intl makes of a day in September as a pattern of d3-time-format, in which plotly reads dates.
  const morning = new Date(Date.UTC(2026, 8, 5, 9, 7));
  const pattern = (options) => {
    const form = new Intl.DateTimeFormat(language, {
      ...options,
      timeZone: 'UTC',
      calendar: 'gregory',
      numberingSystem: 'latn',
    });
    const pad = (value) => (value.startsWith('0') ? '' : '-');
    const hour = form.resolvedOptions().hour12 ? 'I' : 'H';
    const write = {
      day: (value) => `%${pad(value)}d`,
      month: (value) => (/^\d+$/.test(value) ? `%${pad(value)}m` : '%b'),
      year: () => '%Y',
      hour: (value) => `%${pad(value)}${hour}`,
      minute: () => '%M',
      dayPeriod: () => '%p',
    };
    const parts = form.formatToParts(morning);
    return parts.map(({ type, value }) => write[type]?.(value) ?? value.replaceAll('%', '%%')).join('');
  };
  const halfOfDay = (hour) => {
    const form = new Intl.DateTimeFormat(language, { hour: 'numeric', hour12: true, timeZone: 'UTC' });
    return form.formatToParts(hour * 3600000).find(({ type }) => type === 'dayPeriod')?.value ?? '';
  };

  const format = {
    months: names('month', 'long', months),
    shortMonths: names('month', 'short', months),
    days: names('weekday', 'long', days),
    shortDays: names('weekday', 'short', days),
    periods: [halfOfDay(9), halfOfDay(21)],
    // Patterns that logic/plots_lines.R calls %x, %X and %c: a day, a time, and a day without its year.
    date: pattern({ day: 'numeric', month: 'short', year: 'numeric' }),
    time: pattern({ timeStyle: 'short' }),
    dateTime: pattern({ day: 'numeric', month: 'short' }),
    decimal: mark('decimal') ?? '.',
    thousands: mark('group') ?? ',',
    grouping: groups.length > 1 ? groups.slice(1).reverse() : [3],
  };
  const register = () => {
    if (!window.Plotly) return;
    Plotly.register({ moduleType: 'locale', name: 'viewer', dictionary: {}, format });
    Plotly.setPlotConfig({ locale: 'viewer' });
  };
  register();
  document.addEventListener('DOMContentLoaded', register);
})();
