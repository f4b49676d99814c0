import { type Kit, shadow, wallpaper } from './kit';
import { ellipse, path, polygon, rect } from './svg';
import type { Picture } from './types';

type Monitor = Extract<Picture, { kind: 'monitor' }>;

const CENTRE = 320;
const FLOOR = 408;

export function drawMonitor(picture: Monitor, kit: Kit): string {
  if (picture.shape === 'ultrawide') return ultrawide(picture.inches, kit);
  if (picture.shape === 'portable') return portable(kit);
  const tall = picture.shape === 'portrait';
  const width = tall ? 250 : 330 + (picture.inches - 24) * 11;
  const height = tall ? 272 : width * 0.585;
  const left = CENTRE - width / 2;
  const top = tall ? 62 : 338 - height;
  return stand(kit, top + height, tall) + panel(kit, left, top, width, height);
}

function panel(kit: Kit, left: number, top: number, width: number, height: number): string {
  const box = { x: left + 6, y: top + 6, width: width - 12, height: height - 20 };
  return (
    rect(left, top, width, height, 9, { fill: 'url(#body)' }) +
    rect(left + 2, top + 2, width - 4, height - 12, 7, { fill: '#0e1013' }) +
    wallpaper(kit, box, 'panel', rect(box.x, box.y, box.width, box.height, 3, {})) +
    path(
      ['M', box.x, box.y, 'h', box.width * 0.38, 'L', box.x + box.width * 0.16, box.y + box.height, 'H', box.x, 'Z'],
      {
        fill: '#fff',
        opacity: 0.06,
      },
    ) +
    rect(left + width - 26, top + height - 7, 10, 3, 1.5, { fill: kit.light.bright })
  );
}

function stand(kit: Kit, bottom: number, narrow: boolean): string {
  const reach = narrow ? 70 : 88;
  return (
    shadow(CENTRE, FLOOR + 5, reach + 28, 13) +
    rect(CENTRE - 19, bottom - 30, 38, FLOOR - bottom + 28, 4, { fill: 'url(#deck)' }) +
    rect(CENTRE - 19, bottom - 30, 10, FLOOR - bottom + 28, 4, { fill: kit.material.light, opacity: 0.5 }) +
    ellipse(CENTRE, FLOOR - 2, reach, 13, { fill: kit.material.dark }) +
    ellipse(CENTRE, FLOOR - 6, reach, 13, { fill: 'url(#lip)' })
  );
}

function ultrawide(inches: number, kit: Kit): string {
  const width = inches > 40 ? 560 : 500;
  const height = inches > 40 ? 168 : 208;
  const left = CENTRE - width / 2;
  const right = left + width;
  const top = 318 - height;
  const bottom = top + height;
  const sag = 16;
  const outline = (inset: number) => [
    'M',
    left + inset,
    top + inset,
    'Q',
    CENTRE,
    top + inset + sag,
    right - inset,
    top + inset,
    'L',
    right - inset,
    bottom - inset,
    'Q',
    CENTRE,
    bottom - inset + sag,
    left + inset,
    bottom - inset,
    'Z',
  ];
  const feet =
    shadow(CENTRE, FLOOR + 3, 170, 13) +
    rect(CENTRE - 22, bottom - 20, 44, FLOOR - bottom + 8, 5, { fill: 'url(#deck)' }) +
    polygon(
      [
        [CENTRE - 20, FLOOR - 22],
        [CENTRE + 20, FLOOR - 22],
        [CENTRE + 142, FLOOR],
        [CENTRE + 116, FLOOR + 4],
        [CENTRE, FLOOR - 12],
        [CENTRE - 116, FLOOR + 4],
        [CENTRE - 142, FLOOR],
      ],
      { fill: 'url(#lip)' },
    );
  const box = { x: left, y: top, width, height: height + sag };
  return (
    feet +
    path(outline(0), { fill: 'url(#body)', stroke: kit.material.dark, 'stroke-width': 4, 'stroke-linejoin': 'round' }) +
    path(outline(4), { fill: '#0e1013' }) +
    wallpaper(kit, box, 'panel', path(outline(8), {}))
  );
}

function portable(kit: Kit): string {
  const [left, top, width, height] = [130, 112, 380, 244];
  return (
    shadow(CENTRE, 392, 220, 14) +
    polygon(
      [
        [left + 30, 352],
        [left + width - 30, 352],
        [left + width + 26, 392],
        [left - 26, 392],
      ],
      { fill: kit.material.dark },
    ) +
    polygon(
      [
        [left + 30, 350],
        [left + width - 30, 350],
        [left + width + 26, 388],
        [left - 26, 388],
      ],
      { fill: 'url(#deck)' },
    ) +
    panel(kit, left, top, width, height)
  );
}
