// `npm run bundle:instance`: makes what the private machine is installed from, see --help.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { copyApp } from './bundle/app.mjs';
import { openApt } from './bundle/apt.mjs';
import { BundleError, complain } from './bundle/complain.mjs';
import { measure, pack } from './bundle/pack.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HELP = `Makes the bundle that the private machine is installed from: Debian's packages and Footfall's own part.

  npm run bundle:instance -- [--arch arm64|amd64] [--out FOLDER] [--upload s3://BUCKET]

  --arch             the machine's processor (arm64)
  --out              where the bundle goes (instance/build)
  --upload           puts it into the artefact bucket with the AWS command line, below instance/VERSION/ARCH/
  --mirror           Debian's archive (http://deb.debian.org/debian)
  --security-mirror  and its security updates (http://deb.debian.org/debian-security)

The last line is the value of the SSM parameter /NAME/instance/bundle: VERSION and the manifest's SHA-256.`;

const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', default: 'arm64' },
    out: { type: 'string', default: join(ROOT, 'instance/build') },
    upload: { type: 'string' },
    mirror: { type: 'string', default: 'http://deb.debian.org/debian' },
    'security-mirror': { type: 'string', default: 'http://deb.debian.org/debian-security' },
    help: { type: 'boolean', default: false },
  },
});

try {
  if (options.help) console.log(HELP);
  else await bundle();
} catch (error) {
  if (!(error instanceof BundleError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function bundle() {
  const { arch, out } = options;
  if (!['arm64', 'amd64'].includes(arch)) complain(`--arch is ${arch}, but must be arm64 or amd64.`);
  const unfinished = join(out, arch, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const debian = packPackages(unfinished);
  copyApp(ROOT, join(unfinished, 'app'));
  pack(join(unfinished, 'app'), join(unfinished, 'app.tar.gz'), { isCompressed: true });
  const parts = {};
  for (const name of ['packages.tar', 'app.tar.gz']) parts[name] = await measure(join(unfinished, name));
  const manifest = { arch, suite: debian.suite, install: debian.install, packages: debian.packages, parts };
  const version = versionOf(manifest);
  const text = `${JSON.stringify({ version, ...manifest }, null, 1)}\n`;
  const folder = join(out, arch, version);
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(parts)) copyFileSync(join(unfinished, name), join(folder, name));
  writeFileSync(join(folder, 'manifest.json'), text);
  rmSync(unfinished, { recursive: true });
  const value = `${version} ${createHash('sha256').update(text).digest('hex')}`;
  writeFileSync(join(out, `bundle-${arch}.txt`), `${value}\n`);
  report(folder, parts, debian.packages.length);
  if (options.upload) upload(folder, `${options.upload.replace(/\/$/, '')}/instance/${version}/${arch}`);
  console.log(value);
}

/** Debian's packages as an archive of their own, with an index that apt understands. */
function packPackages(unfinished) {
  const { suite, install, refresh } = JSON.parse(readFileSync(join(ROOT, 'instance/packages.json'), 'utf8'));
  const folder = join(options.out, options.arch, 'apt');
  const mirrors = { mirror: options.mirror, securityMirror: options['security-mirror'] };
  const apt = openApt({ folder, arch: options.arch, suite, ...mirrors });
  const { files, stanzas } = apt.download([...install, ...refresh.map((name) => name.replace('ARCH', options.arch))]);
  const target = join(unfinished, 'packages');
  mkdirSync(target);
  for (const file of files) copyFileSync(join(folder, 'cache/archives', file), join(target, file));
  writeFileSync(join(target, 'Packages'), stanzas);
  pack(target, join(unfinished, 'packages.tar'), { isCompressed: false });
  return { suite, install, packages: files };
}

/** The same content has the same version, whoever makes it and when. */
function versionOf(manifest) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'instance/package.json'), 'utf8'));
  const hash = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
  return `${version}-${hash.slice(0, 12)}`;
}

function report(folder, parts, packages) {
  const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  console.log(`${folder}: ${packages} packages of Debian`);
  for (const [name, { bytes }] of Object.entries(parts)) console.log(`  ${name.padEnd(14)} ${mib(bytes)}`);
}

/** The manifest last: who finds it finds the parts, too. */
function upload(folder, to) {
  for (const name of ['packages.tar', 'app.tar.gz', 'manifest.json'])
    execFileSync('aws', ['s3', 'cp', '--only-show-errors', join(folder, name), `${to}/${name}`], { stdio: 'inherit' });
  console.log(`uploaded to ${to}/`);
}
