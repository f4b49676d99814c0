import { drawDock } from './dock';
import { drawDrive } from './drive';
import { drawHeadset } from './headset';
import { drawKeyboard } from './keyboard';
import type { Kit } from './kit';
import { drawLaptop } from './laptop';
import { drawMonitor } from './monitor';
import { drawMouse } from './mouse';
import { LIGHTS, MATERIALS } from './palette';
import { drawCable, drawCharger } from './power';
import { randomFrom } from './random';
import { drawStand } from './stand';
import { el, gradient, HEIGHT, WIDTH } from './svg';
import type { Picture } from './types';
import { drawScene, type View } from './views';
import { drawWebcam } from './webcam';

/** A picture of a product as an SVG document. The same product always gives the same bytes. */
export function drawPicture(picture: Picture, view: View = 'front'): string {
  const kit: Kit = {
    material: MATERIALS[picture.tone],
    light: LIGHTS[picture.glow],
    random: randomFrom(JSON.stringify(picture)),
  };
  return el(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT },
    definitions(kit),
    drawScene(view, drawThing(picture, kit), kit),
  );
}

function definitions({ material, light }: Kit): string {
  const shine = el(
    'radialGradient',
    { id: 'shine', cx: '0.35', cy: '0.3', r: '0.75' },
    el('stop', { offset: '0', 'stop-color': '#fff', 'stop-opacity': '0.35' }),
    el('stop', { offset: '0.6', 'stop-color': '#fff', 'stop-opacity': '0' }),
    el('stop', { offset: '1', 'stop-color': '#000', 'stop-opacity': '0.3' }),
  );
  return el(
    'defs',
    {},
    gradient('wall', ['#ffffff', light.wall], 90),
    gradient('body', [material.light, material.base, material.dark], 60),
    gradient('deck', [material.base, material.light], 90),
    gradient('lip', [material.light, material.base, material.dark], 90),
    gradient('screen', [light.deep, light.mid, light.bright], 75),
    shine,
    el(
      'filter',
      { id: 'soft', x: '-20%', y: '-150%', width: '140%', height: '400%' },
      el('feGaussianBlur', { stdDeviation: 9 }),
    ),
  );
}

function drawThing(picture: Picture, kit: Kit): string {
  switch (picture.kind) {
    case 'laptop':
      return drawLaptop(picture, kit);
    case 'monitor':
      return drawMonitor(picture, kit);
    case 'keyboard':
      return drawKeyboard(picture, kit);
    case 'mouse':
      return drawMouse(picture, kit);
    case 'headset':
      return drawHeadset(picture, kit);
    case 'dock':
      return drawDock(picture, kit);
    case 'drive':
      return drawDrive(picture, kit);
    case 'cable':
      return drawCable(picture, kit);
    case 'charger':
      return drawCharger(picture, kit);
    case 'webcam':
      return drawWebcam(picture, kit);
    case 'stand':
      return drawStand(picture, kit);
  }
}
