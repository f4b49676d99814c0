import { describe, expect, it } from 'vitest';
import { etlSettings } from '../../src/env.js';

describe('Settings', () => {
  it('take the names of older deployments', () => {
    const env = {
      RAW_BUCKET: 'raw',
      DWH_HOST: '10.0.128.10',
      DWH_PORT: '5433',
      DWH_USER: 'u',
      DWH_DATABASE: 'd',
      DWH_PASSWORD_PARAMETER: '/dwh/password',
    };
    expect(etlSettings(env)).toMatchObject({
      lakeUrl: 's3://raw',
      database: {
        host: '10.0.128.10',
        port: 5433,
        user: 'u',
        database: 'd',
        password: { ssmParameter: '/dwh/password' },
      },
    });
  });

  it.each([
    [{}, /FOOTFALL_LAKE/],
    [{ FOOTFALL_LAKE: 's3://x' }, /FOOTFALL_DATABASE_URL/],
    [{ FOOTFALL_LAKE: 's3://x', FOOTFALL_DATABASE_URL: 'mysql://x' }, /postgres:\/\//],
    [{ FOOTFALL_LAKE: 's3://x', DWH_HOST: 'h' }, /DWH_PASSWORD/],
    [{ FOOTFALL_LAKE: 's3://x', DWH_HOST: 'h', DWH_PORT: 'x' }, /DWH_PORT/],
  ])('that are wrong are named: %o', (env, message) => expect(() => etlSettings(env)).toThrow(message));
});
