import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { monthlyCost } from '../../scripts/lib/monthly-cost.mjs';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const book = read('infra-terraform/cost/prices.json');
const collector = read('bench/data/aws-prices.json');
const at = (millionEvents: number) =>
  monthlyCost({ millionEvents, instance: 't4g.small', dumpDays: 7 }, book, collector);
const lineOf = (lines: ReturnType<typeof at>, item: string) => lines.find((line) => line.item === item);

describe('the cost of a month', () => {
  it('counts what is billed by the hour, whatever comes', () => {
    // Three endpoints, 730 hours, one cent.
    expect(lineOf(at(1), 'interface endpoints for SSM')?.list).toBeCloseTo(21.9, 6);
    expect(lineOf(at(300), 'interface endpoints for SSM')?.list).toBeCloseTo(21.9, 6);
  });

  it('counts requests by the events of one', () => {
    // 10 million events in fives are 2 million requests at a dollar a million.
    expect(lineOf(at(10), 'HTTP API')?.list).toBeCloseTo(2, 6);
  });

  it('takes off what is always free once, and never more than there is', () => {
    expect(lineOf(at(1), 'Lambda requests')).toMatchObject({ bill: 0 });
    expect(lineOf(at(10), 'Lambda requests')?.bill).toBeCloseTo(0.2, 6);
    for (const { list, bill } of at(0.1)) expect(bill >= 0 && bill <= list).toBe(true);
  });

  it('grows with the events in every item that they drive', () => {
    const [few, many] = [at(30), at(300)];

    for (const [index, { item, drivenBy, list }] of few.entries())
      if (drivenBy === 'events') expect(many[index]?.list, item).toBeGreaterThan(list);
  });

  it('has a date or a source for every figure that it takes', () => {
    for (const group of ['prices', 'alwaysFree', 'measured', 'assumed'])
      for (const [name, { source }] of Object.entries(book[group]) as [string, { source: string }][])
        expect(source, name).not.toBe('');
    expect(book.asOf).toMatch(/^\d{4}-\d{2}$/);
  });
});
