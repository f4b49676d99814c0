// Everything around the machine: network, stand-ins, certificates, the bundle in its bucket, parameters.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Machine, makeBase, VOLUME } from './machine.mjs';
import { CLOUD, CLOUD_ADDRESS, MACHINE_ADDRESS, makeNetwork, removeNetwork, within } from './network.mjs';
import { run } from './run.mjs';

/** What PostgreSQL takes without a row, and WAL of a first load; dumps and databases beside each other. */
const VOLUME_BYTES = 4e9;
const BYTES_A_VISIT = 2e5;
export const REGION = 'eu-central-1';
export const NAME = 'shop-analytics';
export const BUCKETS = {
  artefact: 'shop-artefacts',
  raw: 'shop-raw',
  backup: 'shop-backups',
  agent: `amazon-ssm-${REGION}`,
  /** Of the account that everything moves to. */
  rawElsewhere: 'other-raw',
  backupElsewhere: 'other-backups',
};
const ARCH = process.arch === 'arm64' ? 'arm64' : 'amd64';
const LOADER = fileURLToPath(new URL('../../loader.py', import.meta.url));

export class World {
  #cloud;
  #stopped;

  /** @param {string} folder for everything that is made @param {string} build where bundle:instance put its bundle */
  constructor(folder, build, { visits }) {
    this.folder = folder;
    this.build = build;
    this.visits = visits;
    /** Of a data volume. Sparse: what is not used takes no room. */
    this.volumeBytes = VOLUME_BYTES + visits * BYTES_A_VISIT;
    this.cloudFolder = join(folder, 'cloud');
  }

  async start() {
    rmSync(this.cloudFolder, { recursive: true, force: true });
    mkdirSync(join(this.cloudFolder, 's3'), { recursive: true });
    makeNetwork();
    const names = [
      `ssm.${REGION}.amazonaws.com`,
      ...Object.values(BUCKETS).map((name) => `${name}.s3.${REGION}.amazonaws.com`),
    ];
    this.names = names;
    this.buckets = BUCKETS;
    this.hosts = join(this.folder, 'hosts');
    writeFileSync(this.hosts, `127.0.0.1 localhost\n${CLOUD_ADDRESS} ${names.join(' ')}\n`);
    this.authority = makeCertificates(this.cloudFolder, names);
    const password = (role) => `${role}${'0123456789abcdefABCDEF'}${role}`;
    this.write({
      buckets: Object.values(BUCKETS),
      denied: [],
      metadata: {
        'local-ipv4': MACHINE_ADDRESS,
        'local-hostname': `ip-10-77-0-10.${REGION}.compute.internal`,
        'instance-id': 'i-0f00tfa11',
      },
      parameters: {
        [`/${NAME}/instance/settings`]: JSON.stringify({
          rawBucket: BUCKETS.raw,
          backupBucket: BUCKETS.backup,
          dataVolume: VOLUME,
          timeZone: 'Europe/Berlin',
        }),
        ...Object.fromEntries(
          ['owner', 'etl', 'dash'].map((role) => [`/${NAME}/warehouse/password/${role}`, password(role)]),
        ),
        [`/${NAME}/warehouse/ca`]: 'none yet',
      },
    });
    const program = fileURLToPath(new URL('cloud.mjs', import.meta.url));
    this.#cloud = spawn(...within(CLOUD, process.execPath, program, this.cloudFolder), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      this.#cloud.stdout.once('data', resolve);
      this.#cloud.once('exit', (code) => reject(new Error(`the stand-ins ended with ${code}`)));
    });
    this.putAgent();
    const base = join(this.folder, `base-${ARCH}`);
    makeBase(base, { suite: 'trixie', arch: ARCH, cache: join(this.build, ARCH, 'apt/cache/archives') });
    this.machine = new Machine(this.folder, { base, names, authority: this.authority });
  }

  /** Once, though a signal and the failure that follows from it both ask for it. */
  stop() {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }
  async #stop() {
    await this.machine?.powerOff();
    this.machine?.remove();
    this.#cloud?.kill('SIGKILL');
    removeNetwork();
  }

  read = () => JSON.parse(readFileSync(join(this.cloudFolder, 'cloud.json'), 'utf8'));
  write(state) {
    const file = join(this.cloudFolder, 'cloud.json');
    writeFileSync(`${file}.proof`, JSON.stringify(state));
    renameSync(`${file}.proof`, file);
  }
  parameter = (name) => this.read().parameters[`/${NAME}/${name}`];
  setParameter(name, value) {
    const state = this.read();
    state.parameters[`/${NAME}/${name}`] = value;
    this.write(state);
  }
  /** What the bootstrap reads as JSON, with something changed. */
  setSettings(more) {
    this.setParameter(
      'instance/settings',
      JSON.stringify({ ...JSON.parse(this.parameter('instance/settings')), ...more }),
    );
  }
  /** Requests that are denied, by how they begin: `s3:GET bucket/key`, `ssm:GetParameter /name`. */
  deny(...denied) {
    this.write({ ...this.read(), denied });
  }
  requests = () => readFileSync(join(this.cloudFolder, 'requests.log'), 'utf8');

  /** Puts a file into a bucket, as another account's upload would. */
  putObject(bucket, key, file) {
    const env = { ...process.env, FILE: file, BUCKET: bucket, KEY: key };
    const script = `import { readFileSync } from 'node:fs'; import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
      const s3 = new S3Client({ endpoint: 'http://127.0.0.1:4568', region: '${REGION}', forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED',
        credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } });
      await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: process.env.KEY, Body: readFileSync(process.env.FILE) }));`;
    const cwd = fileURLToPath(new URL('../../../lake', import.meta.url));
    run(...within(CLOUD, process.execPath, '--input-type=module', '--eval', script), { env, cwd });
  }

  /** Puts a bundle into the artefact bucket and makes it the one that is wanted. */
  putBundle(folder) {
    const { version, arch } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    for (const name of ['packages.tar', 'app.tar.gz', 'manifest.json'])
      this.putObject(BUCKETS.artefact, `instance/${version}/${arch}/${name}`, join(folder, name));
    this.setParameter('instance/bundle', `${version} ${sha256(join(folder, 'manifest.json'))}`);
    return version;
  }

  /** The bundle that bundle:instance made last. */
  builtBundle() {
    const [version] = readFileSync(join(this.build, `bundle-${ARCH}.txt`), 'utf8').split(' ');
    return join(this.build, ARCH, version);
  }

  /** AWS's agent is not ours to ship: a package of its name whose service does nothing. */
  putAgent() {
    const folder = join(this.folder, 'agent');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'DEBIAN'), { recursive: true });
    mkdirSync(join(folder, 'lib/systemd/system'), { recursive: true });
    const control = [
      'Package: amazon-ssm-agent',
      'Version: 3.3.0',
      `Architecture: ${ARCH}`,
      'Maintainer: nobody <nobody@example.com>',
      'Description: stand-in',
    ];
    writeFileSync(join(folder, 'DEBIAN/control'), `${control.join('\n')}\n`);
    const unit = '[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
    writeFileSync(join(folder, 'lib/systemd/system/amazon-ssm-agent.service'), unit);
    run('dpkg-deb', ['--build', '--root-owner-group', folder, `${folder}.deb`]);
    this.putObject(BUCKETS.agent, `latest/debian_${ARCH}/amazon-ssm-agent.deb`, `${folder}.deb`);
  }

  /** User data, rendered as Terraform renders it. */
  userData() {
    const values = { name: NAME, region: REGION, artefact_bucket: BUCKETS.artefact };
    return readFileSync(LOADER, 'utf8').replace(/\$\{(\w+)\}/g, (_all, name) => values[name]);
  }

  /** Boots a new machine, and runs its user data as cloud-init does. */
  async launch() {
    this.machine.replace();
    await this.machine.boot();
    writeFileSync(join(this.machine.root, 'root/user-data'), this.userData());
    await this.machine.must('python3', '/root/user-data');
  }
}

function sha256(file) {
  return run('sha256sum', [file]).split(' ')[0];
}

function makeCertificates(folder, names) {
  const path = (name) => join(folder, name);
  if (existsSync(path('server.crt'))) return path('ca.crt');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run('openssl', [
    'req',
    '-x509',
    ...key,
    '-days',
    '30',
    '-subj',
    '/CN=Stand-in',
    '-addext',
    'keyUsage=critical,keyCertSign',
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.crt'),
  ]);
  run('openssl', ['req', ...key, '-subj', '/CN=stand-in', '-keyout', path('server.key'), '-out', path('server.csr')]);
  writeFileSync(path('server.ext'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  run('openssl', [
    'x509',
    '-req',
    '-in',
    path('server.csr'),
    '-CA',
    path('ca.crt'),
    '-CAkey',
    path('ca.key'),
    '-days',
    '30',
    '-extfile',
    path('server.ext'),
    '-out',
    path('server.crt'),
  ]);
  return path('ca.crt');
}
