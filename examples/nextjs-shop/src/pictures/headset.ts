import { type Kit, shadow } from './kit';
import { circle, ellipse, group, path, rect } from './svg';
import type { Picture } from './types';

type Shape = Extract<Picture, { kind: 'headset' }>['shape'];

export function drawHeadset(picture: Extract<Picture, { kind: 'headset' }>, kit: Kit): string {
  return SHAPES[picture.shape](kit);
}

const SHAPES: Record<Shape, (kit: Kit) => string> = { over, call, buds, speaker, puck };

function over(kit: Kit): string {
  const { material, light } = kit;
  const band = ['M', 196, 282, 'C', 176, 40, 464, 40, 444, 282];
  const cup = (x: number, side: 1 | -1) =>
    group(
      {},
      rect(x - 41, 236, 82, 146, 40, { fill: material.dark }),
      rect(x - 41 + side * 9, 240, 74, 138, 36, { fill: 'url(#body)' }),
      rect(x - 30 + side * 12, 262, 50, 94, 25, { fill: material.dark, opacity: 0.35 }),
      circle(x - 5 + side * 12, 309, 8, { fill: light.mid }),
    );
  return (
    shadow(320, 400, 170, 16) +
    path(band, { fill: 'none', stroke: material.dark, 'stroke-width': 30, 'stroke-linecap': 'round' }) +
    path(band, { fill: 'none', stroke: 'url(#body)', 'stroke-width': 22, 'stroke-linecap': 'round' }) +
    path(['M', 238, 140, 'C', 276, 88, 364, 88, 402, 140], {
      fill: 'none',
      stroke: light.mid,
      'stroke-width': 8,
      'stroke-linecap': 'round',
      opacity: 0.7,
    }) +
    cup(190, 1) +
    cup(450, -1)
  );
}

function call(kit: Kit): string {
  const { material, light } = kit;
  const cup = (x: number) =>
    ellipse(x, 290, 38, 54, { fill: material.dark }) +
    ellipse(x, 287, 31, 46, { fill: 'url(#body)' }) +
    ellipse(x, 287, 15, 23, { fill: material.dark, opacity: 0.5 });
  return (
    shadow(320, 408, 150, 14) +
    path(['M', 206, 270, 'C', 190, 66, 450, 66, 434, 270], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 16,
      'stroke-linecap': 'round',
    }) +
    path(['M', 206, 268, 'C', 190, 68, 450, 68, 434, 268], {
      fill: 'none',
      stroke: material.light,
      'stroke-width': 6,
      'stroke-linecap': 'round',
      opacity: 0.6,
    }) +
    path(['M', 206, 320, 'C', 208, 382, 262, 394, 318, 384], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 8,
      'stroke-linecap': 'round',
    }) +
    rect(304, 370, 52, 26, 13, { fill: material.dark }) +
    rect(312, 377, 36, 12, 6, { fill: light.mid }) +
    cup(206) +
    cup(434)
  );
}

function buds(kit: Kit): string {
  const { material, light } = kit;
  const bud = (x: number, turn: number) =>
    group(
      { transform: `rotate(${turn} ${x} 180)` },
      rect(x - 13, 176, 26, 108, 13, { fill: 'url(#body)', stroke: material.dark, 'stroke-width': 1.5 }),
      circle(x, 164, 38, { fill: 'url(#body)', stroke: material.dark, 'stroke-width': 1.5 }),
      ellipse(x, 164, 17, 20, { fill: material.ink, opacity: 0.75 }),
      rect(x - 3, 250, 6, 20, 3, { fill: light.mid }),
    );
  return (
    shadow(320, 412, 130, 14) +
    bud(246, -14) +
    bud(394, 14) +
    rect(216, 294, 208, 116, 46, { fill: material.dark }) +
    rect(216, 290, 208, 114, 46, { fill: 'url(#body)' }) +
    path(['M', 218, 332, 'H', 422], { stroke: material.dark, 'stroke-width': 2.5, fill: 'none' }) +
    circle(320, 364, 5, { fill: light.mid })
  );
}

function speaker(kit: Kit): string {
  const { material, light } = kit;
  const dots: string[] = [];
  for (let row = 0; row < 12; row++) {
    for (let column = 0; column < 11; column++) {
      dots.push(circle(233 + column * 17.4, 124 + row * 19, 3.4, { fill: material.dark, opacity: 0.45 }));
    }
  }
  return (
    shadow(320, 412, 150, 16) +
    rect(206, 92, 228, 312, 34, { fill: material.dark }) +
    rect(206, 86, 228, 312, 34, { fill: 'url(#body)' }) +
    group({}, ...dots) +
    rect(214, 360, 212, 26, 13, { fill: material.light, opacity: 0.7 }) +
    rect(292, 369, 56, 8, 4, { fill: light.mid })
  );
}

function puck(kit: Kit): string {
  const { material, light } = kit;
  const holes = Array.from({ length: 40 }, (_, index) => {
    const angle = (index / 40) * 2 * Math.PI;
    return circle(320 + 128 * Math.cos(angle), 226 + 62 * Math.sin(angle), 3, { fill: material.dark, opacity: 0.7 });
  });
  return (
    shadow(320, 330, 206, 18) +
    ellipse(320, 262, 196, 100, { fill: material.dark }) +
    ellipse(320, 232, 196, 100, { fill: 'url(#body)' }) +
    ellipse(320, 226, 154, 77, { fill: 'none', stroke: light.mid, 'stroke-width': 6 }) +
    ellipse(320, 226, 92, 46, { fill: material.dark, opacity: 0.45 }) +
    group({}, ...holes) +
    ellipse(320, 226, 16, 8, { fill: light.bright })
  );
}
