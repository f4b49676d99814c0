import { spawn, spawnSync } from 'node:child_process';

/** Packages of the operating system that a part needs, and how to see whether they are there. */
export interface SystemNeed {
  what: string;
  aptPackages: string[];
  /** A command that succeeds when nothing is missing. */
  check: [string, ...string[]];
}

const R_LIBRARIES = ['shiny', 'bslib', 'DBI', 'RPostgreSQL', 'dplyr', 'plotly', 'DT', 'lubridate'];

/** R and the libraries that the dashboards use. */
export const R_FOR_DASHBOARDS: SystemNeed = {
  what: 'R for the dashboards',
  // the last one is not needed: with it questions are answered at the same time
  aptPackages: ['r-base-core', ...R_LIBRARIES.map((library) => `r-cran-${library.toLowerCase()}`), 'r-cran-processx'],
  check: ['Rscript', '--vanilla', '-e', `for (p in c(${R_LIBRARIES.map((l) => `"${l}"`).join(',')})) loadNamespace(p)`],
};

/** Whether a need is met. */
export function isMet({ check: [command, ...args] }: SystemNeed): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The command that meets a need, for a person to type. */
export function installCommand({ aptPackages }: SystemNeed): string {
  return `sudo apt-get install --no-install-recommends ${aptPackages.join(' ')}`;
}

/**
 * Meets a need by apt-get, where that works without a question (root, or sudo without a password).
 * @returns whether it is met now
 */
export async function install(need: SystemNeed, say: (line: string) => void): Promise<boolean> {
  const prefix = withoutPrompt();
  if (!prefix) return false;
  say(`installing ${need.what} by apt-get (about a minute) …`);
  const apt = (...args: string[]) => runQuietly([...prefix, 'apt-get', '-qq', '-y', ...args]);
  return (await apt('update')) && (await apt('install', '--no-install-recommends', ...need.aptPackages)) && isMet(need);
}

function withoutPrompt(): string[] | undefined {
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function runQuietly([command = '', ...args]: string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    child.once('exit', (code) => resolve(code === 0)).once('error', () => resolve(false));
  });
}
