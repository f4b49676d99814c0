// Light or dark: what was chosen here before, else what the system prefers. Set before the page is drawn.
(() => {
  const UNFORESEEN =
    'This could not be shown: something happened that the dashboards did not foresee. Reload the page; if it stays so, their log says why.';
  const DISCONNECTED =
    'The figures are from before. This page loads itself again, with the same view, as soon as they answer. ' +
    'If it does not, see whether they run (footfall doctor); their log says why they stopped.';
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem('footfall-theme');
    } catch {
      return null; // storage may be forbidden
    }
  };
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const tellServer = () => window.Shiny?.setInputValue?.('theme', root.dataset.theme);
  const apply = (theme) => {
    root.dataset.theme = theme;
    tellServer();
  };
  apply(stored() ?? (prefersDark.matches ? 'dark' : 'light'));
  prefersDark.addEventListener('change', () => stored() ?? apply(prefersDark.matches ? 'dark' : 'light'));

  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('#theme-toggle')) return;
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('footfall-theme', theme);
    } catch {
      // it is then chosen for this page only
    }
    apply(theme);
  });

  // On a phone the menu closes once a page was chosen.
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('.navbar-collapse.show .nav-link'))
      document.querySelector('.navbar-toggle:not(.collapsed)')?.click();
  });

  const dateBinding = Object.assign(new Shiny.InputBinding(), {
    find: (scope) => jQuery(scope).find('input.ff-date'),
    getValue: (field) => field.value,
    // a year that is typed is four years, 2, 20, 202 and 2026, of which the last one is meant; a date that is none may yet become one
    subscribe: (field, changed) =>
      jQuery(field).on(
        'change.footfall',
        () => (field.value === '' || field.value >= '1000') && changed(field.value === ''),
      ),
    getRatePolicy: () => ({ policy: 'debounce', delay: 400 }),
    unsubscribe: (field) => jQuery(field).off('.footfall'),
  });
  Shiny.inputBindings.register(dateBinding, 'footfall.date');

  document.addEventListener('DOMContentLoaded', () => {
    jQuery(document).on('shiny:connected', tellServer);
    jQuery(document).on('shiny:disconnected', () => {
      sayDisconnected();
      waitForServer();
    });
    // What R did not foresee Shiny sends without a kind, and in words for whoever wrote the app.
    jQuery(document).on('shiny:error', ({ error }) => {
      if (!error.type?.length) error.message = UNFORESEEN;
    });
    // What is not of the filters that are chosen looks so until it is.
    jQuery(document).on('shiny:outputinvalidated', ({ target }) => target.classList?.add('ff-waits'));
    jQuery(document).on('shiny:value shiny:error', ({ target }) => target.classList?.remove('ff-waits'));
  });

  Shiny.addCustomMessageHandler('footfall-waits', (place) => {
    for (const output of document.querySelectorAll(`${place} .shiny-bound-output:not(.shiny-download-link)`))
      output.classList.add('ff-waits');
  });

  // Shiny only lays a veil over the page.
  function sayDisconnected() {
    if (document.querySelector('.ff-disconnected')) return;
    const make = (name, properties) => Object.assign(document.createElement(name), properties);
    const box = make('div', { className: 'ff-banner ff-disconnected', role: 'alert' });
    const reload = make('button', { type: 'button', className: 'ff-button', textContent: 'Reload' });
    reload.addEventListener('click', () => location.reload());
    box.dataset.testid = 'disconnected-banner';
    box.append(make('strong', { textContent: 'The dashboards do not answer any more.' }), DISCONNECTED, reload);
    document.body.prepend(box);
  }

  // The address carries the filters, so that loading again brings back the same view.
  function waitForServer() {
    setTimeout(async () => {
      const answer = await fetch(location.pathname, { cache: 'no-store' }).catch(() => null);
      if (answer?.ok) location.reload();
      else waitForServer();
    }, 2000);
  }
})();
