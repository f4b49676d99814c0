// The machine: Debian booted by its own systemd in a container (systemd-nspawn), with a root and a data volume of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLOUD_ADDRESS, SUBNET } from './network.mjs';
import { attempt, run } from './run.mjs';

export const VOLUME = 'vol-0f00tfa11';
/** Where EC2 shows a volume. */
const deviceOf = (volume) => `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume.replace('-', '')}`;
/** As the root volume of the AWS shape. */
const ROOT_DISK = '8g';
/** Seconds that systemd may take to boot in the container. */
const BOOT_SECONDS = 60;

/** Debian's base system, as an AMI has it: made once, from the archive. */
export function makeBase(folder, { suite, arch, cache }) {
  if (existsSync(join(folder, 'etc/debian_version'))) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const also = 'systemd,systemd-sysv,dbus,udev,python3,ca-certificates,iproute2,e2fsprogs,procps';
  run('debootstrap', [
    `--arch=${arch}`,
    '--variant=minbase',
    `--cache-dir=${cache}`,
    `--include=${also}`,
    suite,
    unfinished,
    'http://deb.debian.org/debian',
  ]);
  rmSync(join(unfinished, 'var/cache/apt/archives'), { recursive: true });
  run('mv', ['-T', unfinished, folder]);
}

export class Machine {
  device = deviceOf(VOLUME);
  #process;
  #leader;
  #loop;
  #memoryBytes;

  constructor(folder, { base, names, authority }) {
    this.folder = folder;
    this.root = join(folder, 'root');
    this.disk = join(folder, 'data.img');
    this.base = base;
    this.names = names;
    this.authority = authority;
  }

  /** A new machine of the image; the data volume is not touched. Its root disk is in memory: dpkg flushes thousands of files. */
  replace() {
    this.remove();
    mkdirSync(this.root);
    run('mount', ['-t', 'tmpfs', '-o', `size=${ROOT_DISK},mode=755`, 'footfall-proof', this.root]);
    run('cp', ['-a', `${this.base}/.`, this.root]);
    // What AWS gives by DNS and by public authorities; nothing else of the image is changed.
    writeFileSync(join(this.root, 'etc/hosts'), `127.0.0.1 localhost\n${CLOUD_ADDRESS} ${this.names.join(' ')}\n`);
    cpSync(this.authority, join(this.root, 'usr/local/share/ca-certificates/cloud.crt'));
    run('chroot', [this.root, 'update-ca-certificates']);
    // s3rver does not know the checksums that newer clients put behind a body.
    mkdirSync(join(this.root, 'root/.aws'));
    writeFileSync(
      join(this.root, 'root/.aws/config'),
      '[default]\nrequest_checksum_calculation = when_required\nca_bundle = /etc/ssl/certs/ca-certificates.crt\n',
    );
    for (const file of ['etc/machine-id', 'etc/hostname']) rmSync(join(this.root, file), { force: true });
  }

  /** Makes the root disk smaller or larger while it is in use. */
  resizeRoot(size = ROOT_DISK) {
    run('mount', ['-o', `remount,size=${size}`, this.root]);
  }

  remove() {
    if (existsSync(this.root) && run('findmnt', ['-n', '-l', '-o', 'TARGET']).split('\n').includes(this.root))
      run('umount', ['-l', this.root]);
    rmSync(this.root, { recursive: true, force: true });
  }

  /** An empty data volume. */
  emptyVolume(bytes) {
    rmSync(this.disk, { force: true });
    writeFileSync(this.disk, '');
    truncateSync(this.disk, bytes);
  }

  /** A copy of the volume as it is at one moment, in use, as EBS takes it. @returns {Promise<string>} the copy */
  async snapshot() {
    const copy = join(this.folder, 'snapshot.img');
    await this.must('fsfreeze', '--freeze', '/data');
    try {
      run('cp', ['--sparse=always', this.disk, copy]);
    } finally {
      await this.must('fsfreeze', '--unfreeze', '/data');
    }
    return copy;
  }

  /** Another volume in the place of the one that is attached, which is kept; the machine must be off. */
  attach(volume, disk) {
    this.device = deviceOf(volume);
    this.disk = disk;
  }

  growVolume(bytes) {
    if (bytes < statSync(this.disk).size) throw new Error('a volume never shrinks');
    truncateSync(this.disk, bytes);
    if (this.#loop) run('losetup', ['--set-capacity', this.#loop]);
  }

  /** Switches it on. @param {{memoryBytes?: number}} size how much memory the machine has, where not this computer's */
  async boot({ memoryBytes } = {}) {
    this.#memoryBytes = memoryBytes;
    this.#loop = run('losetup', ['--find', '--show', this.disk]).trim();
    const name = `footfall-${process.pid}`;
    const nspawn = [
      'systemd-nspawn',
      '--quiet',
      '--register=no',
      '--keep-unit',
      '--boot',
      `--machine=${name}`,
      '--directory',
      this.root,
    ];
    nspawn.push(
      `--network-namespace-path=/run/netns/${SUBNET}`,
      '--resolv-conf=off',
      // An EC2 machine's root may grow a file system that is in use.
      '--capability=CAP_SYS_RESOURCE',
      `--bind=${this.#loop}:${this.device}`,
      '--console=pipe',
    );
    // Debian 13's systemd needs the unified cgroup hierarchy, which this computer may not have mounted.
    const script = `mount --make-rprivate /; umount -R /sys/fs/cgroup 2>/dev/null || umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup
      cg=/sys/fs/cgroup/${name}; mkdir -p $cg; echo $$ >$cg/cgroup.procs; exec "$@"`;
    this.#process = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', ...nspawn], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.console = '';
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        this.console += text;
      });
    await this.#waitForBoot();
  }

  async #waitForBoot() {
    for (let waited = 0; waited < BOOT_SECONDS * 5; waited++) {
      if (this.#process.exitCode !== null) break;
      if (!this.#leader) {
        this.#leader = leaderOf(this.#process.pid);
        if (this.#leader && this.#memoryBytes) await this.#sayMemory(this.#memoryBytes);
      }
      if (this.#leader) {
        const { output } = await this.exec('systemctl', 'is-system-running');
        if (/running|degraded/.test(output)) return;
      }
      await sleep(200);
    }
    throw new Error(`The machine does not boot:\n${this.console}`);
  }

  /** As an instance of another size says it; systemd is still far from what asks. */
  async #sayMemory(bytes) {
    const said = readFileSync('/proc/meminfo', 'utf8').replace(
      /^MemTotal:.*$/m,
      `MemTotal: ${Math.round(bytes / 1024)} kB`,
    );
    writeFileSync(join(this.root, 'root/meminfo'), said);
    await this.must('mount', '--bind', '/root/meminfo', '/proc/meminfo');
  }

  /** Runs a program inside, as root. @returns {Promise<{status: number | null, output: string}>} */
  exec(...command) {
    const into = [
      '--target',
      String(this.#leader),
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--cgroup',
      '--root',
      '--wd',
    ];
    return attempt('nsenter', [
      ...into,
      'env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/root',
      ...command,
    ]);
  }

  /** As `exec`. @throws where it fails */
  async must(...command) {
    const { status, output } = await this.exec(...command);
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${output}`);
    return output.trim();
  }

  /** Switches it off, without asking. */
  async powerOff() {
    if (!this.#process) return;
    const gone = once(this.#process, 'exit');
    if (this.#process.exitCode === null) {
      process.kill(this.#leader ?? this.#process.pid, 'SIGKILL');
      await gone;
    }
    this.#process = this.#leader = undefined;
    for (let tries = 0; this.#loop && tries < 50; tries++) {
      if ((await attempt('losetup', ['--detach', this.#loop])).status === 0) break;
      await sleep(100);
    }
    this.#loop = undefined;
  }
}

/** The container's first process: the child of nspawn, which took the place of unshare. */
function leaderOf(nspawn) {
  try {
    const children = readFileSync(`/proc/${nspawn}/task/${nspawn}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return children.map(Number).find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'systemd');
  } catch {
    return undefined;
  }
}
