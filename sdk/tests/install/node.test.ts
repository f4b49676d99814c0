import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject, type Project } from '../helpers/project.js';
import { startSite } from '../helpers/site.js';

let project: Project;
beforeAll(async () => {
  project = await createProject('node');
});
afterAll(() => project?.remove());

test.each([
  ['a bundler’s resolution', 'tsconfig.bundler.json'],
  ['NodeNext without the DOM’s types, on a server', 'tsconfig.server.json'],
])('installed in a Node.js project, its types hold under %s', async (_title, config) => {
  expect(await project.typeErrors(config)).toEqual([]);
});

test('installed in a Node.js project, the server’s part reports and the browser’s does nothing', async () => {
  const site = await startSite();
  try {
    // Compiled under NodeNext, by which Node.js itself resolves.
    expect(await project.typeErrors()).toEqual([]);
    const printed = await project.run('node', ['out/main.js', `${site.origin}/clickstream`]);
    expect(JSON.parse(printed)).toMatchObject({ clientId: '', version: '0.1.0', overlay: 'function' });
    expect(site.events()).toMatchObject([
      { eventName: 'checkout_complete', clientId: 'c-1', sessionId: 's-1', order: { id: 'o-1', total: 9.5 } },
      { eventName: 'forwarded' },
    ]);
    expect(site.received[0]?.headers.authorization).toBe('Bearer s3');
  } finally {
    await site.close();
  }
});
