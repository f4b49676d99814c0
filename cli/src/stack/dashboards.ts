import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.js';
import { type KeptPart, keepAlive } from './keep-alive.js';
import { withoutLogins } from './named-logins.js';
import { waitForHttp } from './ports.js';
import { install, installCommand, isMet, R_FOR_DASHBOARDS } from './system-packages.js';

const START_SECONDS = 60;

export interface DashboardsOptions {
  port: number;
  databaseUrl: string;
  logFile: string;
  pidFolder: string;
  say: (line: string) => void;
  /** Aborted when the start is called off. */
  stopped: AbortSignal;
}

/** Starts the Shiny app, installing R where that needs no question. @returns undefined where R is missing; that is said */
export async function startDashboards({
  port,
  databaseUrl,
  logFile,
  pidFolder,
  say,
  stopped,
}: DashboardsOptions): Promise<KeptPart | undefined> {
  if (!isMet(R_FOR_DASHBOARDS) && !(await install(R_FOR_DASHBOARDS, say))) {
    say(
      `dashboards  not started: R or its packages are missing. Install them and start again: ${installCommand(R_FOR_DASHBOARDS)}`,
    );
    return undefined;
  }
  const cwd = dirname(fileURLToPath(import.meta.resolve('@footfall/dashboards/package.json')));
  const start = () =>
    startChild({
      command: 'Rscript',
      args: ['app.R'],
      cwd,
      env: {
        ...withoutLogins(process.env),
        FOOTFALL_DASH_DATABASE_URL: databaseUrl,
        FOOTFALL_DASHBOARDS_PORT: String(port),
      },
      logFile,
      pidFolder,
    });
  const part = keepAlive('dashboards', start, say);
  if (!(await waitForHttp(`http://127.0.0.1:${port}/`, START_SECONDS, stopped)) && !stopped.aborted)
    say(`dashboards  do not answer after ${START_SECONDS} s, see ${logFile}`);
  return part;
}
