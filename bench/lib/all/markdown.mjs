const cell = (text) => text.replaceAll('|', '\\|');
export const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;

/** A table; columns of figures, all but the `left` ones, stand to the right. */
export function tableOf(heads, rows, left = [0]) {
  const marks = heads.map((_, i) => (left.includes(i) ? '---' : '---:'));
  return [row(...heads), row(...marks), ...rows.map((cells) => row(...cells))].join('\n');
}

const verdictOf = (isMet) => (isMet ? 'met' : '**missed**');

export function figureTable(figures) {
  const rows = figures.map(({ figure, value, against, ratio, isMet }) => [
    figure,
    value,
    against,
    ratio,
    isMet === undefined ? '' : verdictOf(isMet),
  ]);
  return tableOf(['figure', 'measured', 'beside', 'ratio', ''], rows, [0, 2, 4]);
}

export const folded = (title, text) => `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;

/** What GitHub makes of a heading, to link to it. */
export const anchorOf = (heading) =>
  `#${heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')}`;
