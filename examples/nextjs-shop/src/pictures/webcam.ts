import { type Kit, shadow } from './kit';
import { circle, ellipse, path, polygon, rect } from './svg';
import type { Picture } from './types';

export function drawWebcam(picture: Extract<Picture, { kind: 'webcam' }>, kit: Kit): string {
  return picture.shape === 'bar' ? bar(kit) : ball(kit);
}

const lens = (x: number, y: number, r: number, kit: Kit) =>
  circle(x, y, r, { fill: '#0b0d10' }) +
  circle(x, y, r * 0.74, { fill: kit.light.deep }) +
  circle(x, y, r * 0.46, { fill: '#07090b' }) +
  ellipse(x - r * 0.3, y - r * 0.34, r * 0.2, r * 0.13, {
    fill: '#fff',
    opacity: 0.7,
    transform: `rotate(-35 ${x - r * 0.3} ${y - r * 0.34})`,
  });

/** The upper edge of the monitor on which a camera sits. */
const ledge = (kit: Kit) =>
  rect(90, 330, 460, 150, 14, { fill: '#22262c' }) +
  rect(102, 342, 436, 138, 6, { fill: kit.light.deep }) +
  path(['M', 102, 430, 'C', 220, 370, 400, 470, 538, 396, 'V', 480, 'H', 102, 'Z'], {
    fill: kit.light.mid,
    opacity: 0.7,
  });

function bar(kit: Kit): string {
  const { material, light } = kit;
  return (
    ledge(kit) +
    polygon(
      [
        [276, 268],
        [364, 268],
        [378, 352],
        [262, 352],
      ],
      { fill: material.dark },
    ) +
    rect(152, 176, 336, 106, 53, { fill: material.dark }) +
    rect(152, 170, 336, 106, 53, { fill: 'url(#body)' }) +
    lens(320, 223, 42, kit) +
    circle(236, 223, 5, { fill: light.bright }) +
    [186, 198, 210].map((x) => rect(x, 206, 4, 34, 2, { fill: material.dark, opacity: 0.6 })).join('') +
    [428, 440, 452].map((x) => rect(x, 206, 4, 34, 2, { fill: material.dark, opacity: 0.6 })).join('')
  );
}

function ball(kit: Kit): string {
  const { material, light } = kit;
  return (
    ledge(kit) +
    shadow(320, 334, 90, 9) +
    polygon(
      [
        [280, 282],
        [360, 282],
        [392, 346],
        [248, 346],
      ],
      { fill: material.dark },
    ) +
    circle(320, 196, 116, { fill: material.dark }) +
    circle(320, 190, 116, { fill: 'url(#body)' }) +
    circle(320, 190, 116, { fill: 'url(#shine)' }) +
    circle(320, 190, 82, { fill: material.dark, opacity: 0.6 }) +
    lens(320, 190, 66, kit) +
    circle(320, 290, 5, { fill: light.bright })
  );
}
