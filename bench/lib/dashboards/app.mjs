import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../warehouse/dist/index.js';

const APP = fileURLToPath(new URL('../../../dashboards/', import.meta.url));

/** The Shiny app on a warehouse, as long as `work` goes on, which gets its address. */
export async function withDashboards(database, work) {
  const port = await freePort();
  const env = { ...process.env, FOOTFALL_DASH_DATABASE_URL: database, FOOTFALL_DASHBOARDS_PORT: String(port) };
  const app = spawn('Rscript', ['app.R'], { cwd: APP, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(app, 'exit');
  try {
    const address = `http://127.0.0.1:${port}/`;
    while (!(await fetch(address).catch(() => undefined))?.ok) {
      if (app.exitCode !== null) throw new Error(`The dashboards ended with ${app.exitCode}`);
      await sleep(200);
    }
    await work(address);
  } finally {
    app.kill();
    await ended;
  }
}
