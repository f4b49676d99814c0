/** Size of every picture, in its own units. */
export const WIDTH = 640;
export const HEIGHT = 480;

type Attributes = Record<string, string | number | undefined>;

/** Coordinates to a tenth: finer would only make the files longer. */
const round = (value: number) => String(Math.round(value * 10) / 10);
const format = (value: string | number) => (typeof value === 'number' ? round(value) : value);

/** An element; values come from the drawing code alone and need no escaping. */
export function el(tag: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${format(value ?? '')}"`)
    .join('');
  return children.length > 0 ? `<${tag}${written}>${children.join('')}</${tag}>` : `<${tag}${written}/>`;
}

export const rect = (x: number, y: number, width: number, height: number, rx: number, rest: Attributes) =>
  el('rect', { x, y, width, height, rx, ...rest });
export const circle = (cx: number, cy: number, r: number, rest: Attributes) => el('circle', { cx, cy, r, ...rest });
export const ellipse = (cx: number, cy: number, rx: number, ry: number, rest: Attributes) =>
  el('ellipse', { cx, cy, rx, ry, ...rest });
export const line = (x1: number, y1: number, x2: number, y2: number, rest: Attributes) =>
  el('line', { x1, y1, x2, y2, 'stroke-linecap': 'round', ...rest });
export const group = (attributes: Attributes, ...children: string[]) => el('g', attributes, ...children);

/** A path from words and numbers: `path(['M', 0, 0, 'L', 10, 10], { stroke: 'red' })`. */
export const path = (commands: (string | number)[], rest: Attributes) =>
  el('path', { d: commands.map(format).join(' '), ...rest });

export const polygon = (points: [x: number, y: number][], rest: Attributes) =>
  el('polygon', { points: points.map(([x, y]) => `${round(x)},${round(y)}`).join(' '), ...rest });

/** A gradient from the first colour to the last; straight down unless `angle` (degrees, 0 is to the right) says else. */
export function gradient(id: string, colours: string[], angle = 90): string {
  const radians = (angle * Math.PI) / 180;
  const [dx, dy] = [Math.cos(radians) / 2, Math.sin(radians) / 2];
  const last = Math.max(1, colours.length - 1);
  // Unlike positions, fractions need their decimals.
  const fraction = (value: number) => value.toFixed(3);
  return el(
    'linearGradient',
    { id, x1: fraction(0.5 - dx), y1: fraction(0.5 - dy), x2: fraction(0.5 + dx), y2: fraction(0.5 + dy) },
    ...colours.map((colour, index) => el('stop', { offset: fraction(index / last), 'stop-color': colour })),
  );
}

export type Point = [x: number, y: number];

/** Maps the unit square onto a quadrilateral (corners clockwise from the top left): perspective enough for a desk. */
export function onto(corners: [Point, Point, Point, Point]): (u: number, v: number) => Point {
  const [a, b, c, d] = corners;
  return (u, v) => [
    (1 - v) * ((1 - u) * a[0] + u * b[0]) + v * ((1 - u) * d[0] + u * c[0]),
    (1 - v) * ((1 - u) * a[1] + u * b[1]) + v * ((1 - u) * d[1] + u * c[1]),
  ];
}
