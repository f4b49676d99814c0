import { type Kit, shadow } from './kit';
import { circle, group, line, path, rect } from './svg';
import type { Picture } from './types';

export function drawCharger(picture: Extract<Picture, { kind: 'charger' }>, kit: Kit): string {
  return picture.shape === 'wall' ? wallCharger(picture.ports, kit) : powerbank(picture.ports, kit);
}

const socket = (x: number, y: number) =>
  rect(x - 22, y - 10, 44, 20, 10, { fill: '#0d0f12' }) + rect(x - 14, y - 2.5, 28, 5, 2.5, { fill: '#7d868f' });

function wallCharger(ports: number, kit: Kit): string {
  const { material, light } = kit;
  const height = 170 + ports * 22;
  const top = 236 - height / 2;
  return (
    shadow(330, top + height + 14, 150, 16) +
    [-36, 36]
      .map(
        (y) =>
          rect(150, 236 + y - 9, 80, 18, 9, { fill: '#b9c0c6' }) +
          rect(150, 236 + y - 9, 22, 18, 9, { fill: '#6d757d' }),
      )
      .join('') +
    rect(222, top + 5, 250, height, 34, { fill: material.dark }) +
    rect(218, top, 250, height, 34, { fill: 'url(#body)' }) +
    rect(400, top + 16, 54, height - 32, 20, { fill: material.dark, opacity: 0.18 }) +
    group(
      { transform: 'translate(427 0)' },
      ...Array.from({ length: ports }, (_, index) =>
        socket(0, top + 44 + (index * (height - 88)) / Math.max(1, ports - 1)),
      ),
    ) +
    circle(262, top + 34, 6, { fill: light.mid }) +
    rect(254, top + height - 46, 70, 8, 4, { fill: material.dark, opacity: 0.35 }) +
    rect(254, top + height - 30, 42, 8, 4, { fill: material.dark, opacity: 0.25 })
  );
}

function powerbank(ports: number, kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(332, 402, 150, 16) +
    group(
      { transform: 'rotate(-12 320 240)' },
      rect(216, 84, 216, 316, 34, { fill: material.dark }),
      rect(210, 78, 216, 316, 34, { fill: 'url(#body)' }),
      ...Array.from({ length: ports }, (_, index) =>
        rect(318 - ports * 28 + index * 56 + 8, 78, 40, 12, 6, { fill: '#0d0f12' }),
      ),
      ...[0, 1, 2, 3].map((index) =>
        circle(284 + index * 24, 336, 5, { fill: index < 3 ? light.bright : material.dark }),
      ),
      path(['M', 236, 350, 'V', 140], {
        stroke: '#fff',
        'stroke-width': 8,
        'stroke-linecap': 'round',
        opacity: 0.16,
        fill: 'none',
      }),
    )
  );
}

const PLUGS: Record<
  Extract<Picture, { kind: 'cable' }>['plug'],
  { width: number; height: number; radius: number; metal: string }
> = {
  'usb-c': { width: 30, height: 26, radius: 9, metal: '#bfc6cc' },
  display: { width: 56, height: 30, radius: 3, metal: '#9aa2a9' },
  ethernet: { width: 42, height: 34, radius: 3, metal: '#dfe7ec' },
};

export function drawCable(picture: Extract<Picture, { kind: 'cable' }>, kit: Kit): string {
  const { material, light } = kit;
  const plug = PLUGS[picture.plug];
  const rings = [0, 1, 2].map((index) => ({ rx: 136 - index * 5, ry: 96 - index * 3, cy: 232 + index * 13 }));
  const coil = rings
    .map(({ rx, ry, cy }) => {
      const ring = ['M', 320 - rx, cy, 'a', rx, ry, 0, 1, 1, 2 * rx, 0, 'a', rx, ry, 0, 1, 1, -2 * rx, 0];
      return (
        path(ring, { fill: 'none', stroke: material.dark, 'stroke-width': 15 }) +
        path(ring, { fill: 'none', stroke: 'url(#body)', 'stroke-width': 10 })
      );
    })
    .join('');
  const tail = (d: (string | number)[]) =>
    path(d, { fill: 'none', stroke: material.dark, 'stroke-width': 15, 'stroke-linecap': 'round' }) +
    path(d, { fill: 'none', stroke: material.base, 'stroke-width': 10, 'stroke-linecap': 'round' });
  const end = (x: number, y: number, turn: number) =>
    group(
      { transform: `rotate(${turn} ${x} ${y})` },
      rect(x - plug.width / 2 + 4, y - 96, plug.width - 8, 34, plug.radius, { fill: plug.metal }),
      line(x, y - 90, x, y - 72, { stroke: '#565e66', 'stroke-width': 3 }),
      rect(x - (plug.width + 12) / 2, y - 66, plug.width + 12, 66, 10, {
        fill: 'url(#body)',
        stroke: material.dark,
        'stroke-width': 2,
      }),
      rect(x - 5, y - 40, 10, 22, 5, { fill: light.mid }),
      rect(x - 8, y - 4, 16, 22, 6, { fill: material.dark }),
    );
  return (
    shadow(320, 372, 170, 16) +
    tail(['M', 440, 282, 'C', 476, 320, 500, 330, 510, 372]) +
    tail(['M', 202, 286, 'C', 160, 316, 140, 190, 130, 172]) +
    coil +
    end(128, 172, -12) +
    end(512, 368, 168) +
    rect(300, 318, 40, 50, 8, { fill: light.deep }) +
    rect(300, 338, 40, 8, 0, { fill: light.mid })
  );
}
