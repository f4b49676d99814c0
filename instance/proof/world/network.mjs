// Two network namespaces and one wire between them: the machine reaches the stand-ins and nothing else, not even this computer.
import { run } from './run.mjs';

export const CLOUD = 'footfall-cloud';
export const SUBNET = 'footfall-subnet';
export const CLOUD_ADDRESS = '10.77.0.1';
export const MACHINE_ADDRESS = '10.77.0.10';

export function makeNetwork() {
  removeNetwork();
  for (const name of [CLOUD, SUBNET]) run('ip', ['netns', 'add', name]);
  run('ip', ['link', 'add', 'wire', 'netns', CLOUD, 'type', 'veth', 'peer', 'name', 'host0', 'netns', SUBNET]);
  const inside = (name, ...args) => run('ip', ['-n', name, ...args]);
  inside(CLOUD, 'address', 'add', `${CLOUD_ADDRESS}/24`, 'dev', 'wire');
  inside(CLOUD, 'address', 'add', '169.254.169.254/32', 'dev', 'wire');
  inside(SUBNET, 'address', 'add', `${MACHINE_ADDRESS}/24`, 'dev', 'host0');
  for (const [name, link] of [
    [CLOUD, 'wire'],
    [SUBNET, 'host0'],
  ]) {
    inside(name, 'link', 'set', 'lo', 'up');
    inside(name, 'link', 'set', link, 'up');
  }
  inside(SUBNET, 'route', 'add', '169.254.169.254/32', 'dev', 'host0');
}

export function removeNetwork() {
  for (const name of [CLOUD, SUBNET]) {
    try {
      run('ip', ['netns', 'delete', name]);
    } catch {} // not there
  }
}

/** What runs a program inside. */
export const within = (name, ...command) => ['ip', ['netns', 'exec', name, ...command]];
