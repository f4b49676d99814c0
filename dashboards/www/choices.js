// The folded lists of the filters say what is ticked, and the names of events add themselves to a funnel.
(() => {
  const stateOf = (list) => {
    const labels = [...list.querySelectorAll('input:checked')].map((box) => box.parentElement.textContent.trim());
    return labels.length === 0
      ? 'all'
      : labels.length <= 2
        ? labels.join(', ')
        : `${footfall.write(labels.length, 'count')} chosen`;
  };
  const tell = (list) => {
    list.querySelector('.ff-choice-state').textContent = stateOf(list);
  };
  document.addEventListener('change', (event) => {
    const list = event.target.closest?.('.ff-choice');
    if (list) tell(list);
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const list of document.querySelectorAll('.ff-choice')) tell(list);
  });

  // An (i) closes when another opens, on Escape and on a click elsewhere.
  const closeOthers = (but) => {
    for (const info of document.querySelectorAll('.ff-info[open]')) if (info !== but) info.open = false;
  };
  document.addEventListener('click', (event) => closeOthers(event.target.closest?.('.ff-info')));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeOthers();
  });

  document.addEventListener('click', (event) => {
    const { step, steps } = event.target.dataset ?? {};
    if (!step) return;
    const field = document.getElementById(steps);
    field.value = `${field.value.trimEnd()}\n${step}`.trimStart();
    jQuery(field).trigger('change');
  });
})();
