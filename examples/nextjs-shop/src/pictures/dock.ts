import { type Kit, shadow } from './kit';
import { circle, path, polygon, rect } from './svg';
import type { Picture } from './types';

type Dock = Extract<Picture, { kind: 'dock' }>;

export function drawDock(picture: Dock, kit: Kit): string {
  if (picture.shape === 'tower') return tower(picture.ports, kit);
  return picture.shape === 'bar' ? bar(picture.ports, kit) : hub(picture.ports, kit);
}

/** A socket; wide ones stand for USB-A and HDMI, narrow ones for USB-C. */
const port = (x: number, y: number, isWide: boolean, lamp: string) =>
  rect(x - (isWide ? 19 : 14), y - 8, isWide ? 38 : 28, 16, isWide ? 3 : 8, { fill: '#0d0f12' }) +
  rect(x - (isWide ? 13 : 9), y - 2, isWide ? 26 : 18, 4, 2, { fill: lamp, opacity: 0.65 });

function bar(ports: number, kit: Kit): string {
  const { material, light } = kit;
  const step = 372 / ports;
  return (
    shadow(320, 342, 250, 18) +
    polygon(
      [
        [132, 196],
        [508, 196],
        [548, 244],
        [92, 244],
      ],
      { fill: material.light },
    ) +
    rect(92, 242, 456, 92, 14, { fill: 'url(#body)' }) +
    rect(92, 242, 456, 6, 3, { fill: material.light, opacity: 0.8 }) +
    Array.from({ length: ports }, (_, index) =>
      port(150 + step * index + step * 0.2, 290, index % 3 === 1, material.ink),
    ).join('') +
    circle(518, 290, 8, { fill: light.mid }) +
    circle(518, 290, 3.5, { fill: light.bright })
  );
}

function tower(ports: number, kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(326, 414, 120, 16) +
    polygon(
      [
        [394, 88],
        [446, 112],
        [446, 388],
        [394, 408],
      ],
      { fill: material.dark },
    ) +
    rect(236, 82, 160, 328, 18, { fill: 'url(#body)' }) +
    Array.from({ length: ports }, (_, index) =>
      port(316, 152 + index * (212 / ports), index % 3 === 2, material.ink),
    ).join('') +
    rect(262, 376, 108, 6, 3, { fill: light.mid }) +
    circle(316, 112, 6, { fill: light.bright })
  );
}

function hub(ports: number, kit: Kit): string {
  const { material, light } = kit;
  const width = 170 + ports * 34;
  const left = 348 - width / 2;
  const step = (width - 40) / ports;
  return (
    shadow(330, 332, width / 2 + 40, 16) +
    path(['M', left + 8, 270, 'C', left - 60, 270, left - 20, 150, left - 92, 150], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 13,
      'stroke-linecap': 'round',
    }) +
    rect(left - 132, 137, 46, 26, 8, { fill: 'url(#body)' }) +
    rect(left - 150, 142, 20, 16, 6, { fill: '#aeb6bd' }) +
    polygon(
      [
        [left + 24, 206],
        [left + width - 4, 206],
        [left + width, 244],
        [left, 244],
      ],
      { fill: material.light },
    ) +
    rect(left, 240, width, 76, 18, { fill: 'url(#body)' }) +
    Array.from({ length: ports }, (_, index) =>
      port(left + 36 + step * index, 278, index % 3 === 0, material.ink),
    ).join('') +
    circle(left + width - 16, 258, 4, { fill: light.mid })
  );
}
