import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../src/catalogue';
import { drawPicture, VIEWS } from '../src/pictures';

/** Every element closed in order, no attribute broken: what an XML parser would complain about first. */
function unclosedElements(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = '', selfClosing] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:\s[\w:-]+="[^"<>]*")*(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name);
  }
  return open;
}

describe('product pictures', () => {
  const all = CATALOGUE.flatMap((product) =>
    VIEWS.map((view) => [`${product.slug}, ${view},`, product, view] as const),
  );
  it.each(all)('%s is valid SVG', (_, product, view) => {
    const svg = drawPicture(product.picture, view);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 640 480"/);
    expect(unclosedElements(svg)).toEqual([]);
    expect(svg.replaceAll(/<[^<>]*>/g, '')).toBe('');
    expect(svg).not.toMatch(/NaN|undefined|Infinity|href/);
    for (const [, id] of svg.matchAll(/url\(#(\w+)\)/g)) expect(svg).toContain(`id="${id}"`);
  });

  it('are the same bytes whenever they are drawn', () => {
    for (const { picture } of CATALOGUE) expect(drawPicture(structuredClone(picture))).toBe(drawPicture(picture));
  });

  it('differ where products look different', () => {
    const looks = new Set(CATALOGUE.map(({ picture }) => JSON.stringify(picture)));
    expect(new Set(CATALOGUE.map(({ picture }) => drawPicture(picture))).size).toBe(looks.size);
    expect(looks.size).toBeGreaterThan(60);
  });

  it('are small enough to show by the dozen', () => {
    for (const { slug, picture } of CATALOGUE) expect(drawPicture(picture).length, slug).toBeLessThan(40_000);
  });
});
