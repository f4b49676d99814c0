import { type Kit, shadow } from './kit';
import { circle, group, line, rect } from './svg';
import type { Picture } from './types';

export function drawDrive(picture: Extract<Picture, { kind: 'drive' }>, kit: Kit): string {
  return picture.shape === 'slab' ? slab(kit) : stick(kit);
}

function slab(kit: Kit): string {
  const { material, light } = kit;
  const ridges = Array.from({ length: 7 }, (_, index) =>
    line(262 + index * 19, 268, 262 + index * 19, 356, { stroke: material.dark, 'stroke-width': 6, opacity: 0.55 }),
  );
  return (
    shadow(334, 408, 130, 16) +
    group(
      { transform: 'rotate(10 320 240)' },
      rect(222, 86, 204, 312, 30, { fill: light.mid }),
      rect(216, 78, 204, 312, 30, { fill: 'url(#body)' }),
      rect(232, 94, 172, 280, 20, { fill: material.dark, opacity: 0.16 }),
      ...ridges,
      rect(252, 120, 84, 12, 6, { fill: material.ink, opacity: 0.8 }),
      rect(252, 142, 52, 8, 4, { fill: material.ink, opacity: 0.5 }),
      circle(380, 126, 6, { fill: light.bright }),
      rect(298, 70, 40, 12, 6, { fill: '#0d0f12' }),
    )
  );
}

function stick(kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(326, 360, 170, 16) +
    group(
      { transform: 'rotate(-24 320 240)' },
      rect(432, 218, 66, 44, 5, { fill: '#c3c9ce' }),
      rect(446, 228, 16, 8, 2, { fill: '#737b83' }),
      rect(446, 244, 16, 8, 2, { fill: '#737b83' }),
      rect(140, 224, 48, 32, 14, { fill: '#c3c9ce' }),
      rect(178, 206, 260, 76, 24, { fill: material.dark }),
      rect(178, 200, 260, 76, 24, { fill: 'url(#body)' }),
      circle(216, 238, 13, { fill: light.deep }),
      rect(256, 232, 108, 10, 5, { fill: material.dark, opacity: 0.5 }),
      circle(404, 238, 6, { fill: light.bright }),
    )
  );
}
