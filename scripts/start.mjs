// `npm start`: builds what has changed, then runs everything on this machine until Ctrl-C.
// Options go to `footfall up`, as in: npm start -- --port-shop 3100
import { spawnSync } from 'node:child_process';

console.log('building (a minute at the first start) …');
const build = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
if (build.status !== 0) process.exit(build.status ?? 1);

console.log('for more to look at than your own clicks, once it is ready: npm run shoppers -- --visits 50');
const { main } = await import('../cli/dist/main.js');
process.exitCode = await main([process.argv[0], 'footfall', 'up', '--demo', ...process.argv.slice(2)]);
