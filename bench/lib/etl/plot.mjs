import { writeFileSync } from 'node:fs';
import { round } from '../report.mjs';

const WIDTH = 720;
const HEIGHT = 300;
const MARGIN = { left: 64, right: 16, top: 44, bottom: 48 };
const GAP = 56;

/**
 * Draws figures against numbers of events, side by side, both axes logarithmic.
 *
 * @param panels of each: its title, unit, colour, `limit` with its text where there is one, and `points` of { events, value }
 */
export function plot(file, { title, note, panels }) {
  const width = (WIDTH - GAP * (panels.length - 1)) / panels.length;
  const drawn = panels.map((panel, i) => drawPanel(panel, i * (width + GAP), width));
  writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#1f2933">
<title>${xml(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${drawn.join('\n')}
<text x="${WIDTH / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#52606d" font-size="11">${xml(note)}</text>
</svg>
`,
  );
}

function drawPanel({ title, unit, colour, points, limit }, offset, width) {
  const events = points.map((point) => point.events);
  const values = [...points.map(({ value }) => value), ...(limit ? [limit.value] : [])];
  const box = { left: offset + MARGIN.left, right: offset + width - MARGIN.right, top: MARGIN.top };
  const x = scale(decades(events), [box.left, box.right]);
  const y = scale(decades(values), [HEIGHT - MARGIN.bottom, box.top]);
  const marks = points.map(
    (point) => `<circle cx="${x(point.events)}" cy="${y(point.value)}" r="3.5" fill="${colour}"/>
<text x="${x(point.events)}" y="${y(point.value) - 8}" text-anchor="middle">${round(point.value)} ${unit}</text>`,
  );
  return `<text x="${box.left}" y="20" font-size="14" font-weight="600">${xml(title)}</text>
${ticks(decades(values))
  .map((value) => row(value, y(value), box))
  .join('\n')}
${events.map((value) => column(value, x(value))).join('\n')}
${limit ? limitLine(limit, y(limit.value), box) : ''}
<polyline points="${points.map((point) => `${x(point.events)},${y(point.value)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>
${marks.join('\n')}`;
}

/** The powers of ten around some values. */
function decades(values) {
  const least = Math.floor(Math.log10(Math.min(...values)) - 0.05);
  const most = Math.ceil(Math.log10(Math.max(...values)) + 0.05);
  return [10 ** least, 10 ** most];
}

const ticks = ([least, most]) =>
  Array.from({ length: Math.round(Math.log10(most / least)) + 1 }, (_, i) => least * 10 ** i);

function scale([least, most], [from, to]) {
  const span = Math.log10(most / least);
  return (value) => Math.round((from + ((to - from) * Math.log10(value / least)) / span) * 10) / 10;
}

const row = (value, y, { left, right }) =>
  `<line x1="${left}" x2="${right}" y1="${y}" y2="${y}" stroke="#e4e7eb"/>
<text x="${left - 8}" y="${y + 4}" text-anchor="end" fill="#52606d">${number(value)}</text>`;

const column = (events, x) =>
  `<text x="${x}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle" fill="#52606d">${number(events)}</text>`;

const limitLine = ({ text }, y, { left, right }) =>
  `<line x1="${left}" x2="${right}" y1="${y}" y2="${y}" stroke="#d64545" stroke-dasharray="4 3"/>
<text x="${left + 4}" y="${y - 5}" fill="#d64545">${xml(text)}</text>`;

const number = (value) =>
  value >= 1e6 ? `${round(value / 1e6)} M` : value >= 1 ? value.toLocaleString('en') : `${round(value)}`;

const xml = (text) => text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char]);
