import { connect } from 'node:net';
import { CliError } from '../errors.js';

/** Says at once, and with the flag that helps, that a port is taken. */
export async function checkPort(port: number, flag: string, what: string): Promise<void> {
  if (await answers(port)) throw new CliError(`Port ${port} for the ${what} is taken. Choose another with ${flag} N.`);
}

/** Whether something listens on a port of this machine. */
export function answers(port: number, host = 'localhost'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const done = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket
      .once('connect', () => done(true))
      .once('error', () => done(false))
      .once('timeout', () => done(false));
  });
}

/** Waits until a URL answers below 500. @returns false when it did not within `seconds`, or when `stopped` was aborted */
export async function waitForHttp(url: string, seconds: number, stopped: AbortSignal): Promise<boolean> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end && !stopped.aborted; ) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(5000) }).then(
      (answer) => answer.status < 500,
      () => false,
    );
    if (isUp) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
