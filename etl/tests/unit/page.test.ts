import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mappingSettings } from '../../src/env.js';
import { pageReader } from '../../src/events/page.js';
import type { PathRules } from '../../src/events/path-rules.js';

const pathBy = (rules: PathRules, url: string) => pageReader(rules)(`https://shop.example${url}`, null).page_path;

describe('A page’s path', () => {
  it('is what the URL standard says, without rules', () => {
    for (const path of ['/', '/Shoes/', '/de/index.html', '/order/123'])
      expect(pathBy({}, `${path}?id=1#top`)).toBe(path);
    expect(pathBy({}, '/a/../b/%C3%A4 ü')).toBe('/b/%C3%A4%20%C3%BC');
  });

  it.each<[PathRules, string, string]>([
    [{ stripTrailingSlash: true }, '/shoes/', '/shoes'],
    [{ stripTrailingSlash: true }, '/', '/'],
    [{ lowerCase: true }, '/Shoes/RED', '/shoes/red'],
    [{ dropIndex: true }, '/shoes/index.html', '/shoes/'],
    [{ dropIndex: true }, '/shoes/myindex.html', '/shoes/myindex.html'],
    [{ dropLocales: ['de', 'en-gb'] }, '/en-GB/shoes', '/shoes'],
    [{ dropLocales: ['de'] }, '/de', '/'],
    [{ dropLocales: ['de'] }, '/deals/x', '/deals/x'],
    [{ collapse: ['/order/new', '/order/:id'] }, '/order/123', '/order/:id'],
    [{ collapse: ['/order/new', '/order/:id'] }, '/order/new', '/order/new'],
    [{ collapse: ['/order/:id'] }, '/order/1/items', '/order/1/items'],
    [{ collapse: ['/blog/*'] }, '/blog/2026/11/x', '/blog/*'],
    [{ keepQuery: ['id', 'page'] }, '/product.php?utm_source=x&page=2&id=7', '/product.php?id=7&page=2'],
    [{ hashRouting: true }, '/app#/cart?x=1', '/cart'],
    [{ hashRouting: true }, '/app#!/cart', '/cart'],
    [{ hashRouting: true }, '/app#top', '/app'],
    [
      { dropLocales: ['de'], stripTrailingSlash: true, lowerCase: true, dropIndex: true, collapse: ['/p/:id'] },
      '/DE/P/7/index.html',
      '/p/:id',
    ],
  ])('by the rules %o: %s is %s', (rules, url, path) => expect(pathBy(rules, url)).toBe(path));

  it('is bounded, and hostile ones cost no more than their length', () => {
    const path = pathBy({ collapse: ['/:a/:b/*'], keepQuery: ['q'] }, `/${'a/'.repeat(2000)}?q=${'x'.repeat(4000)}`);
    expect(String(path).length).toBeLessThanOrEqual(2048);
  });
});

describe('A URL', () => {
  const read = (url: string | null, referrer: string | null = null) => pageReader({})(url, referrer);

  it('loses its password, and nothing else', () => {
    const page = read('https://ada:secret@shop.example/a?b#c', 'http://user@blog.example/');
    expect(page).toMatchObject({ page_url: 'https://shop.example/a?b#c', referrer: 'http://blog.example/' });
    expect(JSON.stringify(page)).not.toMatch(/ada|secret|user/);
  });

  it('has its host in the letters of the DNS', () => {
    expect(read('https://Müller.Example:8443/').page_host).toBe('xn--mller-kva.example:8443');
  });

  it.each(['not a url', '//shop.example/x', 'https://[::1/', ''])('that does not parse is kept: "%s"', (url) => {
    expect(read(url, url)).toMatchObject({ page_url: url, page_host: null, page_path: null, referrer: url });
  });

  it('is read the same, however often it comes', () => {
    const reader = pageReader({});
    const url = 'https://shop.example/?utm_source=a&gclid=1';
    const first = reader(url, null);
    first.utm_medium = 'of this event';
    expect(reader(url, null)).toMatchObject({ utm_source: 'a', utm_medium: null, click_id: 'gclid=1' });
  });
});

describe('The setting of the rules', () => {
  const rulesOf = (setting?: string) => mappingSettings({ FOOTFALL_PATH_RULES: setting }).pathRules;

  it('is JSON or a file of it; without it there are no rules', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'footfall-rules-')), 'rules.json');
    await writeFile(file, '{"lowerCase": true}');
    expect(rulesOf(file)).toEqual({ lowerCase: true });
    expect(rulesOf(' {"keepQuery": ["id"]}')).toEqual({ keepQuery: ['id'] });
    expect(rulesOf()).toEqual({});
  });

  it.each([
    ['{', /no JSON object/],
    ['/no/such/file.json', /a file that can be read/],
    ['{"lowercase": true}', /"lowercase"; use .*lowerCase/],
    ['{"toString": true}', /"toString"/],
    ['{"lowerCase": "yes"}', /lowerCase must be true or false/],
    ['{"collapse": ["order/:id"]}', /collapse must be a list of patterns that begin with \//],
    ['{"keepQuery": [""]}', /keepQuery must be a list/],
  ])('says what is wrong with %s', (setting, message) => expect(() => rulesOf(setting)).toThrow(message));
});
