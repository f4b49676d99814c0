/** Pixels of a column and a row, of a node, and around everything. */
const [COLUMN, ROW, WIDTH, HEIGHT, MARGIN] = [225, 115, 190, 62, 16];

/** Fill and line by kind; contrast with the text is 7:1 or more in each. */
const COLOURS = {
  plain: ['#ffffff', '#44546a'],
  outside: ['#f1f1f1', '#5f5f5f'],
  store: ['#eaf4ea', '#2f6b3a'],
  optional: ['#ffffff', '#8a8a8a'],
  private: ['#eef3fb', '#3b64a8'],
  public: ['#fdf6e8', '#a87a24'],
};

/**
 * Draws a diagram.
 *
 * @param {ReturnType<typeof import('./read-diagram.mjs').readDiagram>} diagram
 * @param {string} title what a screen reader says
 * @returns {string} an SVG document, the same for the same diagram
 */
export function drawDiagram({ groups, nodes, edges }, title) {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const areas = groups.map((group) => ({ ...group, ...areaOf(group) }));
  const [width, height] = ['x', 'y'].map((axis) => extentOf([...areas, ...boxes.values()], axis));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#333"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...areas.map(drawArea),
    ...edges.map((edge) => drawLine(edge, boxes)),
    ...nodes.map((node) => drawNode(node, boxes.get(node.id))),
    ...edges.map((edge) => drawLabel(edge, boxes)),
    '</svg>',
  ].join('\n')}\n`;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const place = (steps, size) => MARGIN + Math.round(steps * size);

function boxOf({ column, row }) {
  return { x: place(column, COLUMN), y: place(row, ROW), width: WIDTH, height: HEIGHT };
}

function areaOf({ column, row, columns, rows }) {
  return {
    x: place(column, COLUMN),
    y: place(row, ROW),
    width: Math.round(columns * COLUMN),
    height: Math.round(rows * ROW),
  };
}

function extentOf(boxes, axis) {
  const size = axis === 'x' ? 'width' : 'height';
  return Math.max(...boxes.map((box) => box[axis] + box[size])) + MARGIN;
}

function drawArea({ x, y, width, height, title, kind }) {
  const [fill, line] = COLOURS[kind];
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${line}"/><text x="${x + 10}" y="${y + 20}" font-size="13" fill="#333">${escaped(title)}</text>`;
}

function drawNode({ title, detail, kind }, { x, y, width, height }) {
  const [fill, line] = COLOURS[kind];
  const dashes = kind === 'optional' ? ' stroke-dasharray="5 3"' : '';
  const middle = x + width / 2;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${line}" stroke-width="1.5"${dashes}/><text x="${middle}" y="${y + 26}" font-size="14" font-weight="600" text-anchor="middle" fill="#111">${escaped(title)}</text><text x="${middle}" y="${y + 46}" font-size="12" text-anchor="middle" fill="#333">${escaped(detail)}</text>`;
}

function pointOf({ x, y, width, height }, side) {
  if (side === 'left') return [x, y + height / 2];
  if (side === 'right') return [x + width, y + height / 2];
  if (side === 'top') return [x + width / 2, y];
  return [x + width / 2, y + height];
}

function endsOf({ from, to, out, into }, boxes) {
  return [pointOf(boxes.get(from), out), pointOf(boxes.get(to), into)];
}

/** A line between sides that face each other bends halfway. */
function drawLine(edge, boxes) {
  const [[x1, y1], [x2, y2]] = endsOf(edge, boxes);
  const isSideways = edge.out === 'left' || edge.out === 'right';
  const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const bend = isSideways ? `H${middleX}V${y2}H${x2}` : `V${middleY}H${x2}V${y2}`;
  return `<path d="M${x1} ${y1}${bend}" fill="none" stroke="#333" stroke-width="1.5" marker-end="url(#arrow)"/>`;
}

function drawLabel(edge, boxes) {
  if (!edge.label) return '';
  const [[x1, y1], [x2, y2]] = endsOf(edge, boxes);
  const isUpright = edge.out === 'top' || edge.out === 'bottom';
  const [x, y] = isUpright ? [(x1 + x2) / 2 + 6, (y1 + y2) / 2 + 4] : [(x1 + x2) / 2, y2 - 6];
  return `<text x="${x}" y="${y}" font-size="11" fill="#333" stroke="#fff" stroke-width="4" paint-order="stroke"${isUpright ? '' : ' text-anchor="middle"'}>${escaped(edge.label)}</text>`;
}
