import { type Kit, shadow } from './kit';
import { circle, ellipse, group, line, path, rect } from './svg';
import type { Picture } from './types';

type Shape = Extract<Picture, { kind: 'mouse' }>['shape'];

export function drawMouse(picture: Extract<Picture, { kind: 'mouse' }>, kit: Kit): string {
  return SHAPES[picture.shape](kit);
}

const SHAPES: Record<Shape, (kit: Kit) => string> = { classic, vertical, trackball, slim };

function classic(kit: Kit): string {
  const { material, light } = kit;
  const shell = [
    'M',
    320,
    92,
    'C',
    402,
    92,
    424,
    162,
    420,
    240,
    'C',
    417,
    330,
    392,
    398,
    320,
    398,
    'C',
    248,
    398,
    223,
    330,
    220,
    240,
    'C',
    216,
    162,
    238,
    92,
    320,
    92,
    'Z',
  ];
  return (
    shadow(334, 404, 112, 20) +
    group(
      { transform: 'rotate(14 320 240)' },
      path(shell, { fill: material.dark, transform: 'translate(5 9)' }),
      path(shell, { fill: 'url(#body)' }),
      path(['M', 225, 206, 'C', 262, 226, 378, 226, 415, 206], {
        fill: 'none',
        stroke: material.dark,
        'stroke-width': 3,
      }),
      line(320, 96, 320, 219, { stroke: material.dark, 'stroke-width': 3 }),
      rect(307, 128, 26, 62, 13, { fill: material.dark }),
      rect(312, 134, 16, 50, 8, { fill: light.mid }),
      ...[144, 154, 164, 174].map((y) => line(314, y, 326, y, { stroke: light.deep, 'stroke-width': 2 })),
      path(['M', 246, 300, 'C', 238, 250, 240, 200, 252, 150], {
        fill: 'none',
        stroke: '#fff',
        'stroke-width': 9,
        'stroke-linecap': 'round',
        opacity: 0.2,
      }),
      circle(320, 330, 9, { fill: light.bright, opacity: 0.85 }),
    )
  );
}

function vertical(kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(330, 400, 150, 18) +
    path(
      [
        'M',
        196,
        394,
        'C',
        190,
        330,
        214,
        232,
        268,
        160,
        'C',
        296,
        120,
        352,
        98,
        392,
        124,
        'C',
        432,
        150,
        434,
        214,
        440,
        268,
        'C',
        446,
        322,
        476,
        362,
        470,
        394,
        'Z',
      ],
      { fill: 'url(#body)' },
    ) +
    path(
      [
        'M',
        268,
        160,
        'C',
        296,
        120,
        352,
        98,
        392,
        124,
        'C',
        420,
        142,
        429,
        178,
        433,
        216,
        'C',
        388,
        210,
        316,
        236,
        236,
        232,
        'C',
        244,
        206,
        254,
        182,
        268,
        160,
        'Z',
      ],
      { fill: material.light, opacity: 0.55 },
    ) +
    path(['M', 236, 232, 'C', 316, 236, 388, 210, 433, 216], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 4,
    }) +
    path(['M', 332, 112, 'C', 334, 150, 334, 190, 330, 226], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 4,
    }) +
    group(
      { transform: 'rotate(8 332 158)' },
      rect(320, 128, 24, 60, 12, { fill: material.dark }),
      rect(325, 134, 14, 48, 7, { fill: light.mid }),
    ) +
    path(['M', 222, 344, 'C', 260, 300, 330, 296, 372, 330, 'C', 346, 372, 262, 382, 222, 344, 'Z'], {
      fill: material.dark,
      opacity: 0.55,
    }) +
    rect(404, 268, 8, 46, 4, { fill: light.bright, opacity: 0.85 })
  );
}

function trackball(kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(322, 386, 168, 20) +
    path(
      [
        'M',
        160,
        330,
        'C',
        150,
        240,
        220,
        140,
        330,
        128,
        'C',
        440,
        118,
        500,
        190,
        496,
        280,
        'C',
        492,
        350,
        430,
        384,
        330,
        384,
        'C',
        230,
        384,
        168,
        380,
        160,
        330,
        'Z',
      ],
      { fill: 'url(#body)' },
    ) +
    path(['M', 330, 128, 'C', 440, 118, 500, 190, 496, 280, 'C', 440, 262, 380, 258, 338, 262, 'Z'], {
      fill: material.light,
      opacity: 0.35,
    }) +
    path(['M', 338, 262, 'C', 334, 220, 331, 172, 330, 128], {
      fill: 'none',
      stroke: material.dark,
      'stroke-width': 4,
    }) +
    circle(234, 262, 62, { fill: material.dark }) +
    circle(234, 258, 52, { fill: light.mid }) +
    circle(234, 258, 52, { fill: 'url(#shine)' }) +
    ellipse(216, 234, 18, 11, { fill: '#fff', opacity: 0.55, transform: 'rotate(-32 216 234)' }) +
    group(
      { transform: 'rotate(4 396 190)' },
      rect(386, 160, 22, 58, 11, { fill: material.dark }),
      rect(391, 166, 12, 46, 6, { fill: light.bright }),
    )
  );
}

function slim(kit: Kit): string {
  const { material, light } = kit;
  return (
    shadow(332, 396, 112, 16) +
    group(
      { transform: 'rotate(18 320 240)' },
      rect(230, 100, 190, 292, 92, { fill: material.dark }),
      rect(225, 92, 190, 292, 92, { fill: 'url(#body)' }),
      rect(316, 112, 8, 150, 4, { fill: material.dark, opacity: 0.35 }),
      rect(317.5, 150, 5, 66, 2.5, { fill: light.mid }),
      path(['M', 246, 300, 'C', 236, 240, 240, 190, 258, 148], {
        fill: 'none',
        stroke: '#fff',
        'stroke-width': 10,
        'stroke-linecap': 'round',
        opacity: 0.25,
      }),
    )
  );
}
