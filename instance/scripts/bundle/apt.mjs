// Debian's packages for another release and another processor, by this machine's own apt in a folder of its own: apt checks
// the archive's signature, resolves what depends on what, and compares each file with its hash.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complain } from './complain.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** apt's answers are long: a stanza for each of some hundred packages. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/**
 * @param {{folder: string, arch: string, suite: string, mirror: string, securityMirror: string}} options
 * @returns {{download(names: string[]): {files: string[], stanzas: string}}}
 * @throws where apt or Debian's key is missing, or a package is not in the release; the message says what to do
 */
export function openApt({ folder, arch, suite, mirror, securityMirror }) {
  if (!existsSync('/usr/bin/apt-get'))
    complain(
      'The bundle is made with apt-get. Run this on Debian or Ubuntu, or in a container of theirs with Node.js.',
    );
  if (!existsSync(KEYRING)) complain(`${KEYRING} is missing: apt-get install debian-archive-keyring`);
  prepare({ folder, arch, suite, mirror, securityMirror });
  const apt = (program, ...args) =>
    execFileSync(program, args, {
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, APT_CONFIG: join(folder, 'apt.conf'), LC_ALL: 'C' },
    });
  try {
    apt('apt-get', 'update', '--error-on=any');
  } catch (error) {
    complain(`Debian's archive ${mirror} (${suite}) could not be read:\n${messageOf(error)}`);
  }
  return {
    /** Downloads packages with all that they need, as for an empty machine, so that it does not matter what the AMI has. */
    download(names) {
      try {
        apt('apt-get', 'install', '--yes', '--download-only', ...names);
      } catch (error) {
        complain(`Not every package is in ${suite} for ${arch}:\n${messageOf(error)}`);
      }
      const wanted = apt('apt-get', 'install', '--yes', '--simulate', ...names)
        .split('\n')
        .flatMap((line) => /^Inst (\S+) \((\S+) /.exec(line)?.slice(1, 3).join('=').replace(`:${arch}=`, '=') ?? []);
      return describe(apt('apt-cache', 'show', ...wanted), arch);
    },
  };
}

/** The index of the local archive: apt's own, but for the place of each file. */
function describe(text, arch) {
  const stanzas = text.trim().split(/\n\n+/);
  const files = stanzas.map((stanza) => {
    const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
    const architecture = field('Architecture') === 'all' ? 'all' : arch;
    return `${field('Package')}_${field('Version').replaceAll(':', '%3a')}_${architecture}.deb`;
  });
  const index = stanzas.map((stanza, i) => stanza.replace(/^Filename: .*$/m, `Filename: ./${files[i]}`));
  return { files: files.sort(), stanzas: `${index.sort().join('\n\n')}\n` };
}

function prepare({ folder, arch, suite, mirror, securityMirror }) {
  for (const path of ['state/lists/partial', 'cache/archives/partial', 'etc/preferences.d'])
    mkdirSync(join(folder, path), { recursive: true });
  const source = (url, name) => `deb [signed-by=${KEYRING}] ${url} ${name} main\n`;
  const sources = [
    source(mirror, suite),
    source(mirror, `${suite}-updates`),
    source(securityMirror, `${suite}-security`),
  ];
  writeFileSync(join(folder, 'etc/sources.list'), sources.join(''));
  writeFileSync(join(folder, 'status'), '');
  const settings = {
    Dir: folder,
    'Dir::State': 'state',
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': 'cache',
    'Dir::Etc': 'etc',
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourceparts': '/dev/null',
    'APT::Architecture': arch,
    'APT::Architectures': arch,
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  const text = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  writeFileSync(join(folder, 'apt.conf'), text.join(''));
}

const messageOf = (error) => String(error.stderr || error.message).trim();
