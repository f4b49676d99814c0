// The small lines beside key figures: where somebody points at one, a note says the point's time and value. Who has them read out hears
// where they are lowest and highest; all points are in the table of the card Trend.
(() => {
  const pointsOf = (line) => {
    const times = line.closest('[data-times]').dataset.times.split(',');
    return line.dataset.course.split(',').map((value, at) => ({ value, time: times[at] }));
  };
  const textOf = (line, { value, time }) => {
    const { format, currency } = line.dataset;
    return `${footfall.write(time, time.includes(' ') ? 'time' : 'day')}: ${footfall.write(value, format, currency)}`;
  };

  const name = (line) => {
    const known = pointsOf(line).filter(({ value }) => value !== '');
    const by = (isBetter) =>
      known.reduce((best, point) => (isBetter(Number(point.value), Number(best.value)) ? point : best));
    const [lowest, highest] = [by((a, b) => a < b), by((a, b) => a > b)];
    line.setAttribute('aria-label', `Lowest ${textOf(line, lowest)}. Highest ${textOf(line, highest)}.`);
  };

  const note = Object.assign(document.createElement('div'), { className: 'ff-spark-note', hidden: true });
  const show = (line, x) => {
    const points = pointsOf(line);
    const box = line.getBoundingClientRect();
    const at = Math.round(((x - box.left) / box.width) * (points.length - 1));
    note.textContent = textOf(line, points[Math.min(Math.max(at, 0), points.length - 1)]);
    note.hidden = false;
    // within the window, also beside its right edge
    note.style.left = `${Math.min(Math.max(x, note.offsetWidth / 2), innerWidth - note.offsetWidth / 2)}px`;
    note.style.top = `${box.top}px`;
  };
  const hide = () => {
    note.hidden = true;
  };
  const follow = (event) => {
    const line = event.target.closest?.('.ff-spark');
    if (line) show(line, event.clientX);
    else hide();
  };

  document.addEventListener('DOMContentLoaded', () => {
    document.body.append(note);
    // a finger points without moving
    for (const type of ['pointermove', 'pointerdown']) document.addEventListener(type, follow);
    for (const type of ['scroll', 'pointerleave']) document.addEventListener(type, hide, { passive: true });
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
    jQuery(document).on('shiny:value', ({ target }) =>
      requestAnimationFrame(() => {
        hide();
        for (const line of target.querySelectorAll('.ff-spark')) name(line);
      }),
    );
  });
})();
