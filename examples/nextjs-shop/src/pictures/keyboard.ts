import { type Kit, shadow } from './kit';
import { group, rect } from './svg';
import type { Picture } from './types';

type Layout = Extract<Picture, { kind: 'keyboard' }>['layout'];

/** Key widths of each row, in units of one letter key; a negative number is a gap. */
const MAIN: number[][] = [
  [1, -0.5, 1, 1, 1, 1, -0.5, 1, 1, 1, 1, -0.5, 1, 1, 1, 0.5],
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
  [1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5],
  [1.75, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.25],
  [2.25, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.75],
  [1.25, 1.25, 1.25, 6.25, 1.25, 1.25, 1.25, 1.25],
];
const ARROWS: number[][] = [[1, 1, 1], [1, 1, 1], [1, 1, 1], [-3], [-1, 1, -1], [1, 1, 1]];
const PAD: number[][] = [
  [1, 1, 1, 1],
  [1, 1, 1, 1],
  [1, 1, 1, 1],
  [1, 1, 1, 1],
  [1, 1, 1, 1],
  [2, 1, 1],
];
const LEFT_HALF: number[][] = [
  [1.5, 1, 1, 1, 1, 1],
  [1.5, 1, 1, 1, 1, 1],
  [1.75, 1, 1, 1, 1, 0.75],
  [2.25, 1, 1, 1, 1, 0.25].slice(0, 5),
  [1.25, 1.25, 1, 2.75],
];
const RIGHT_HALF: number[][] = [
  [1, 1, 1, 1, 1, 1.5],
  [1, 1, 1, 1, 1, 1.5],
  [1, 1, 1, 1, 1, 1.5],
  [1, 1, 1, 1, 2.5],
  [2.5, 1, 1, 1, 1],
];

interface Block {
  rows: number[][];
  units: number;
  tilt?: number;
}

const LAYOUTS: Record<Layout, { blocks: Block[]; gap: number; unit: number }> = {
  full: {
    blocks: [
      { rows: MAIN, units: 15 },
      { rows: ARROWS, units: 3 },
      { rows: PAD, units: 4 },
    ],
    gap: 0.5,
    unit: 23.4,
  },
  tenkeyless: {
    blocks: [
      { rows: MAIN, units: 15 },
      { rows: ARROWS, units: 3 },
    ],
    gap: 0.5,
    unit: 27,
  },
  compact: { blocks: [{ rows: MAIN.map((row) => [...row, 1]), units: 16 }], gap: 0, unit: 30 },
  split: {
    blocks: [
      { rows: LEFT_HALF, units: 6.5, tilt: 9 },
      { rows: RIGHT_HALF, units: 6.5, tilt: -9 },
    ],
    gap: 2,
    unit: 34,
  },
  pad: { blocks: [{ rows: PAD, units: 4 }], gap: 0, unit: 46 },
};

const CENTRE_X = 320;
const CENTRE_Y = 244;

export function drawKeyboard(picture: Extract<Picture, { kind: 'keyboard' }>, kit: Kit): string {
  const { blocks, gap, unit } = LAYOUTS[picture.layout];
  const units = blocks.reduce((sum, block) => sum + block.units, 0) + gap * (blocks.length - 1);
  const rows = blocks[0]?.rows.length ?? 0;
  const top = CENTRE_Y - (rows * unit) / 2;
  const margin = unit * 0.45;
  let left = CENTRE_X - (units * unit) / 2;
  const isSplit = picture.layout === 'split';
  const whole = isSplit
    ? ''
    : tray(left - margin, top - margin, units * unit + 2 * margin, rows * unit + 2 * margin, kit);
  const drawn = blocks.map((block) => {
    const own = isSplit
      ? tray(left - margin, top - margin, block.units * unit + 2 * margin, rows * unit + 2 * margin, kit)
      : '';
    const x = left;
    left += (block.units + gap) * unit;
    const turn = block.tilt ? `rotate(${block.tilt} ${x + (block.units * unit) / 2} ${CENTRE_Y})` : undefined;
    return group({ transform: turn }, own, caps(block.rows, x, top, unit, kit));
  });
  const turned = isSplit || picture.layout === 'pad' ? undefined : `rotate(-7 ${CENTRE_X} ${CENTRE_Y})`;
  return (
    shadow(CENTRE_X, CENTRE_Y + (rows * unit) / 2 + 34, (units * unit) / 2, 20) +
    group({ transform: turned }, whole, ...drawn)
  );
}

const tray = (x: number, y: number, width: number, height: number, kit: Kit) =>
  rect(x, y + 7, width, height, 15, { fill: kit.material.dark }) +
  rect(x, y, width, height, 15, { fill: 'url(#body)' });

function caps(rows: number[][], left: number, top: number, unit: number, kit: Kit): string {
  return rows
    .map((row, rowIndex) => {
      let x = left;
      return row
        .map((width) => {
          const at = x;
          x += Math.abs(width) * unit;
          return width < 0.5 ? '' : cap(at, top + rowIndex * unit, width * unit, unit, kit);
        })
        .join('');
    })
    .join('');
}

/** One key in twenty-five is in the accent colour, and always where it was before. */
function cap(x: number, y: number, width: number, unit: number, kit: Kit): string {
  const isAccent = kit.random() < 0.04;
  const inset = unit * 0.06;
  return (
    rect(x + inset, y + inset, width - 2 * inset, unit - 2 * inset, unit * 0.17, {
      fill: isAccent ? kit.light.deep : kit.material.dark,
      opacity: 0.85,
    }) +
    rect(x + inset * 2, y + inset * 1.4, width - 4 * inset, unit - 4.6 * inset, unit * 0.14, {
      fill: isAccent ? kit.light.mid : kit.material.key,
    })
  );
}
