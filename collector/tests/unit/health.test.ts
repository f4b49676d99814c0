import { FolderLake, type LakeProbe } from '@footfall/lake';
import { describe, expect, it } from 'vitest';
import { lakeHealth } from '../../src/health.js';
import { silent } from '../helpers/fronts.js';

/** A health whose clock and probes a test sets. */
function setUp(found: LakeProbe | 'fails') {
  const state = { now: 0, found, probes: 0 };
  const lake = new FolderLake('/nowhere');
  lake.probe = async () => {
    state.probes++;
    if (state.found === 'fails') throw new Error('no');
    return state.found;
  };
  return { state, health: lakeHealth(lake, silent, () => state.now) };
}

describe('The health of the lake', () => {
  it('is probed at most once a second', async () => {
    const { state, health } = setUp('written');
    expect([await health.isWritable(), await health.isWritable()]).toEqual([true, true]);
    state.now = 1001;
    state.found = 'fails';
    expect(await health.isWritable()).toBe(false);
    expect(state.probes).toBe(2);
  });

  it('is bad for a second after a failed write, whatever a probe would say, and then probed', async () => {
    const { state, health } = setUp('written');
    health.note(false);
    state.now = 900;
    expect(await health.isWritable()).toBe(false);
    state.now = 1100;
    expect(await health.isWritable()).toBe(true);
  });

  it('stays bad after a failed write until one succeeds, where probes may not write', async () => {
    const { state, health } = setUp('reached');
    expect(await health.isWritable()).toBe(true);
    health.note(false);
    state.now = 5000;
    expect(await health.isWritable()).toBe(false);
    health.note(true);
    state.now = 10_000;
    expect(await health.isWritable()).toBe(true);
  });
});
