import { type Kit, shadow } from './kit';
import { circle, ellipse, line, path, polygon, rect } from './svg';
import type { Picture } from './types';

export function drawStand(picture: Extract<Picture, { kind: 'stand' }>, kit: Kit): string {
  return picture.shape === 'laptop' ? laptopStand(kit) : arm(kit);
}

function laptopStand(kit: Kit): string {
  const { material } = kit;
  return (
    shadow(320, 404, 190, 16) +
    polygon(
      [
        [150, 392],
        [490, 392],
        [516, 408],
        [124, 408],
      ],
      { fill: material.dark },
    ) +
    polygon(
      [
        [250, 392],
        [392, 392],
        [430, 236],
        [330, 216],
      ],
      { fill: 'url(#deck)' },
    ) +
    polygon(
      [
        [112, 250],
        [472, 130],
        [548, 176],
        [186, 304],
      ],
      { fill: material.dark, transform: 'translate(0 9)' },
    ) +
    polygon(
      [
        [112, 250],
        [472, 130],
        [548, 176],
        [186, 304],
      ],
      { fill: 'url(#body)' },
    ) +
    polygon(
      [
        [230, 243],
        [418, 180],
        [462, 206],
        [272, 272],
      ],
      { fill: material.dark, opacity: 0.3 },
    ) +
    path(['M', 112, 250, 'l', 74, 54, 'v', -20, 'l', -58, -42, 'z'], { fill: material.light })
  );
}

function arm(kit: Kit): string {
  const { material, light } = kit;
  const tube = (x1: number, y1: number, x2: number, y2: number) =>
    line(x1, y1, x2, y2, { stroke: material.dark, 'stroke-width': 38 }) +
    line(x1, y1 - 3, x2, y2 - 3, { stroke: material.base, 'stroke-width': 28 });
  const joint = (x: number, y: number) =>
    circle(x, y, 25, { fill: material.dark }) + circle(x, y - 2, 18, { fill: material.light });
  return (
    shadow(212, 418, 120, 13) +
    rect(110, 386, 420, 18, 4, { fill: '#c8a27a' }) +
    rect(170, 366, 84, 22, 6, { fill: material.dark }) +
    rect(182, 404, 22, 40, 5, { fill: material.dark }) +
    rect(196, 236, 32, 134, 8, { fill: 'url(#deck)' }) +
    tube(212, 246, 330, 150) +
    tube(330, 150, 452, 206) +
    joint(212, 246) +
    joint(330, 150) +
    rect(436, 134, 26, 148, 8, { fill: material.dark }) +
    rect(456, 118, 20, 180, 6, { fill: 'url(#body)' }) +
    ellipse(330, 150, 6, 6, { fill: light.mid })
  );
}
