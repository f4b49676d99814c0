import type { Light, Material } from './palette';
import { el, ellipse, path } from './svg';

/** What every drawing is given. `random` yields the small differences between products of one kind. */
export interface Kit {
  material: Material;
  light: Light;
  random: () => number;
}

/** The soft shadow under a thing that stands or lies on the desk. */
export const shadow = (cx: number, cy: number, rx: number, ry = 16) =>
  ellipse(cx, cy, rx, ry, { fill: '#1c2430', opacity: 0.16, filter: 'url(#soft)' });

/** A wallpaper of rolling waves, cut to a shape. `id` must be unique in the picture. */
export function wallpaper(
  kit: Kit,
  box: { x: number; y: number; width: number; height: number },
  id: string,
  cut: string,
) {
  const { x, y, width, height } = box;
  const waves = [0.42, 0.58, 0.74].map((level, index) => {
    const top = y + height * (level + kit.random() * 0.08);
    const swing = height * (0.1 + kit.random() * 0.2) * (index % 2 ? 1 : -1);
    const fill = [kit.light.bright, kit.light.mid, kit.light.deep][index];
    return path(
      [
        'M',
        x,
        top,
        'C',
        x + width * 0.3,
        top + swing,
        x + width * 0.6,
        top - swing,
        x + width,
        top + swing * 0.4,
        'L',
        x + width,
        y + height,
        'L',
        x,
        y + height,
        'Z',
      ],
      { fill, opacity: [0.55, 0.6, 0.75][index] },
    );
  });
  const sun = el('circle', {
    cx: x + width * (0.2 + kit.random() * 0.6),
    cy: y + height * (0.25 + kit.random() * 0.15),
    r: height * (0.08 + kit.random() * 0.07),
    fill: kit.light.bright,
    opacity: 0.9,
  });
  return (
    el('clipPath', { id }, cut) +
    el('g', { 'clip-path': `url(#${id})` }, el('rect', { x, y, width, height, fill: 'url(#screen)' }), sun, ...waves)
  );
}
