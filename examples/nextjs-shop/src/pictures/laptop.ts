import { type Kit, shadow, wallpaper } from './kit';
import { circle, el, line, onto, path, polygon, rect } from './svg';
import type { Picture } from './types';

const CENTRE = 320;
const HINGE = 322;
const DECK_DEPTH = 62;
const ROWS = 5;
const KEYS_A_ROW = 14;

export function drawLaptop(picture: Extract<Picture, { kind: 'laptop' }>, kit: Kit): string {
  const width = 300 + (picture.inches - 11) * 20;
  const height = width * 0.63;
  const left = CENTRE - width / 2;
  const top = HINGE - height;
  const bezel = 9;
  const screen = { x: left + bezel, y: top + bezel, width: width - 2 * bezel, height: height - 2 * bezel - 5 };
  const { material, light } = kit;
  const lid =
    rect(left, top, width, height, 13, { fill: 'url(#body)' }) +
    rect(left + 2.5, top + 2.5, width - 5, height - 5, 11, { fill: '#101215' }) +
    wallpaper(kit, screen, 'lid', rect(screen.x, screen.y, screen.width, screen.height, 5, {})) +
    circle(CENTRE, top + 5.8, 1.8, { fill: '#3a4048' }) +
    path(
      [
        'M',
        screen.x,
        screen.y,
        'h',
        screen.width * 0.46,
        'L',
        screen.x + screen.width * 0.2,
        screen.y + screen.height,
        'H',
        screen.x,
        'Z',
      ],
      { fill: '#fff', opacity: 0.06 },
    );
  const spread = 36;
  const deck = onto([
    [left + 4, HINGE],
    [left + width - 4, HINGE],
    [left + width + spread, HINGE + DECK_DEPTH],
    [left - spread, HINGE + DECK_DEPTH],
  ]);
  const base =
    polygon([deck(0, 0), deck(1, 0), deck(1, 1), deck(0, 1)], { fill: 'url(#deck)' }) +
    polygon([deck(0.36, 0.74), deck(0.64, 0.74), deck(0.645, 0.96), deck(0.355, 0.96)], {
      fill: material.dark,
      opacity: 0.35,
    }) +
    keys(deck, picture.gaming ? light.mid : material.key, picture.gaming ? 0.9 : 0.92) +
    rect(left - spread, HINGE + DECK_DEPTH - 1, width + 2 * spread, 11, 5.5, { fill: 'url(#lip)' }) +
    rect(CENTRE - 34, HINGE + DECK_DEPTH - 1, 68, 4.5, 2.2, { fill: material.dark, opacity: 0.6 }) +
    line(left + 20, HINGE, left + width - 20, HINGE, { stroke: material.dark, 'stroke-width': 4 });
  const lamp = picture.gaming
    ? el('rect', {
        x: left - 10,
        y: HINGE + DECK_DEPTH + 11,
        width: width + 20,
        height: 4,
        rx: 2,
        fill: light.bright,
        opacity: 0.8,
        filter: 'url(#soft)',
      })
    : '';
  return shadow(CENTRE, HINGE + DECK_DEPTH + 14, width / 2 + 52) + base + lid + lamp;
}

function keys(deck: (u: number, v: number) => [number, number], fill: string, opacity: number): string {
  const [uStart, uEnd, vStart, vEnd] = [0.07, 0.93, 0.09, 0.68];
  let drawn = '';
  for (let row = 0; row < ROWS; row++) {
    const v0 = vStart + ((vEnd - vStart) * row) / ROWS;
    const v1 = v0 + ((vEnd - vStart) / ROWS) * 0.78;
    for (let column = 0; column < KEYS_A_ROW; column++) {
      const isSpaceBar = row === ROWS - 1 && column >= 4 && column <= 8;
      if (isSpaceBar && column > 4) continue;
      const span = isSpaceBar ? 5 : 1;
      const u0 = uStart + ((uEnd - uStart) * column) / KEYS_A_ROW;
      const u1 = u0 + ((uEnd - uStart) / KEYS_A_ROW) * (span - 0.16);
      drawn += polygon([deck(u0, v0), deck(u1, v0), deck(u1, v1), deck(u0, v1)], { fill, opacity });
    }
  }
  return drawn;
}
