import { describe, expect, it } from 'vitest';
import type { Work } from '../../src/run.js';
import { firstPace, type Pace, timeBudget } from '../../src/time-budget.js';

/** A run of a function whose time is limited: batches, then steps of the models, until it is told to stop or all is done. */
function invoke(totalMs: number, todo: Record<Work, number>, ms: Record<Work, number>, pace: Pace = firstPace()) {
  let left = totalMs;
  const shouldStop = timeBudget(() => left, pace);
  const done = { load: 0, models: 0 };
  while (done.load < todo.load && !shouldStop('load')) {
    left -= ms.load;
    done.load++;
  }
  while (done.models < todo.models) {
    left -= ms.models;
    done.models++;
    if (shouldStop('models')) break;
  }
  return { done, left };
}

describe('The time of a run', () => {
  it.each([
    [900_000, 20_000, 15_000],
    [60_000, 5000, 3000],
    [30_000, 2000, 4000],
    [900_000, 100, 50],
  ])('of %i ms, with batches of %i and steps of %i, suffices to end cleanly', (total, load, models) => {
    const { done, left } = invoke(total, { load: 1e9, models: 1e9 }, { load, models });
    expect(left).toBeGreaterThan(0);
    expect(done.load).toBeGreaterThan(1);
    expect(done.models).toBeGreaterThan(1);
  });

  it('is not left unused where there is enough of it', () => {
    expect(invoke(900_000, { load: 20, models: 10 }, { load: 10_000, models: 5000 }).done).toEqual({
      load: 20,
      models: 10,
    });
  });

  it('gets on by a batch and a step even where it is too short', () => {
    expect(invoke(1000, { load: 9, models: 9 }, { load: 5000, models: 5000 }).done).toEqual({ load: 1, models: 1 });
  });

  it('does not take the last batch, of which nobody asked, for a slow step of the models', () => {
    expect(invoke(100_000, { load: 1, models: 50 }, { load: 45_000, models: 500 }).done).toEqual({
      load: 1,
      models: 50,
    });
  });

  it('is shared by what earlier runs have shown', () => {
    const pace = firstPace();
    const slowModels = () =>
      invoke(900_000, { load: 1e9, models: 1e9 }, { load: 1000, models: 20_000 }, pace).done.load;
    const first = slowModels();
    for (let i = 0; i < 5; i++) slowModels();
    expect(slowModels()).not.toBe(first);
    expect(pace.modelsShare).toBeGreaterThanOrEqual(0.1);
    expect(pace.modelsShare).toBeLessThanOrEqual(0.6);
  });
});
