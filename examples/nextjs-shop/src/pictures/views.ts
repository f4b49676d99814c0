import type { Kit } from './kit';
import { circle, el, group, HEIGHT, path, polygon, rect, WIDTH } from './svg';

/** The pictures of a product's gallery. */
export const VIEWS = ['front', 'desk', 'box'] as const;
export type View = (typeof VIEWS)[number];

/** The product's own drawing, smaller, with its middle at the bottom standing at a point. */
const placed = (thing: string, x: number, y: number, scale: number) =>
  group({ transform: `translate(${x - (WIDTH * scale) / 2} ${y - HEIGHT * scale}) scale(${scale})` }, thing);

/** Puts the drawn product into a scene; `front` is the product alone. */
export function drawScene(view: View, thing: string, kit: Kit): string {
  if (view === 'desk') return desk(thing, kit);
  if (view === 'box') return box(thing, kit);
  return el('rect', { width: WIDTH, height: HEIGHT, fill: 'url(#wall)' }) + thing;
}

/** A desk by the window, with a lamp and a plant, so that one sees how large the thing is. */
function desk(thing: string, { light, random }: Kit): string {
  const plantX = 84 + random() * 20;
  const leaf = (angle: number, length: number) =>
    path(['M', 0, 0, 'q', 26, -length * 0.5, 0, -length, 'q', -26, length * 0.5, 0, length, 'z'], {
      fill: '#4f7f5f',
      transform: `translate(${plantX.toFixed(1)} 318) rotate(${angle})`,
    });
  const window =
    rect(390, 30, 200, 190, 6, { fill: '#ffffff' }) +
    rect(400, 40, 85, 170, 3, { fill: light.wall }) +
    rect(495, 40, 85, 170, 3, { fill: light.wall }) +
    circle(538, 92, 22, { fill: light.bright, opacity: 0.8 });
  const lamp =
    path(['M', 150, 150, 'l', 40, -60, 'l', 46, 30, 'z'], { fill: '#2f3b39' }) +
    path(['M', 168, 122, 'L', 120, 210, 'L', 150, 330], {
      fill: 'none',
      stroke: '#2f3b39',
      'stroke-width': 8,
      'stroke-linecap': 'round',
    });
  return (
    el('rect', { width: WIDTH, height: HEIGHT, fill: '#f3eee6' }) +
    window +
    rect(0, 330, WIDTH, 18, 0, { fill: '#c99f72' }) +
    rect(0, 348, WIDTH, 132, 0, { fill: '#b3875b' }) +
    lamp +
    leaf(-34, 92) +
    leaf(-8, 110) +
    leaf(22, 84) +
    path(['M', plantX - 30, 318, 'h', 60, 'l', -8, 42, 'h', -44, 'z'], { fill: '#e6dccb' }) +
    placed(thing, 350, 432, 0.72)
  );
}

/** The carton it comes in, of recycled board, with its outline printed on. */
function box(thing: string, { light }: Kit): string {
  return (
    el('rect', { width: WIDTH, height: HEIGHT, fill: 'url(#wall)' }) +
    el('ellipse', { cx: 330, cy: 428, rx: 230, ry: 18, fill: '#1c2430', opacity: 0.16, filter: 'url(#soft)' }) +
    polygon(
      [
        [110, 150],
        [450, 150],
        [540, 104],
        [220, 104],
      ],
      { fill: '#d9bd97' },
    ) +
    polygon(
      [
        [450, 150],
        [540, 104],
        [540, 372],
        [450, 424],
      ],
      { fill: '#a98559' },
    ) +
    rect(110, 150, 340, 274, 2, { fill: '#c8a679' }) +
    rect(110, 178, 340, 12, 0, { fill: light.mid }) +
    polygon(
      [
        [450, 178],
        [540, 130],
        [540, 142],
        [450, 190],
      ],
      { fill: light.deep },
    ) +
    placed(thing, 280, 414, 0.46)
  );
}
