import { equal, matches } from '../checks.mjs';
import { SUBNET, within } from '../world/network.mjs';
import { attempt } from '../world/run.mjs';
import { knock, query } from '../world/warehouse.mjs';

const ANALYST = 'anAnalystsPassword0123456789';

/** Who can get at what. */
export async function doors(world, checks) {
  const { machine } = world;
  const password = (role) => world.parameter(`warehouse/password/${role}`);
  const web = async (...args) =>
    (await attempt(...within(SUBNET, 'curl', '-s', '-i', ...args, 'http://127.0.0.1:3838/'))).output;

  await checks.that('the machine has a way to its subnet and the metadata service, and to nothing else', async () => {
    const routes = (await machine.must('ip', 'route')).split('\n').map((line) => line.split(' ')[0]);
    equal(routes.sort(), ['10.77.0.0/24', '169.254.169.254']);
    const abroad = await machine.exec(
      'python3',
      '-c',
      'import socket; socket.create_connection(("192.0.2.1", 443), 5)',
    );
    matches(abroad.output, /Network is unreachable/);
  });
  await checks.that('PostgreSQL and nothing else listens to the network; nginx to this machine alone', async () => {
    const open = await machine.must('ss', '-Hltn');
    const places = open.split('\n').map((line) => line.trim().split(/\s+/)[3]);
    equal(
      [...new Set(places)].sort(),
      ['0.0.0.0:5432', '127.0.0.1:3838'].concat(places.includes('[::]:5432') ? ['[::]:5432'] : []),
    );
  });
  await checks.that('the ETL gets in by TLS', async () =>
    equal(await knock({ user: 'footfall_etl', password: password('etl'), ssl: true }), 'in'),
  );
  await checks.that('and not without', async () =>
    matches(await knock({ user: 'footfall_etl', password: password('etl'), ssl: false }), /no pg_hba\.conf entry/),
  );
  for (const role of ['owner', 'dash'])
    await checks.that(`footfall_${role} does not get in from elsewhere, with the right password`, async () =>
      matches(await knock({ user: `footfall_${role}`, password: password(role), ssl: true }), /no pg_hba\.conf entry/),
    );
  await checks.that('a wrong password is refused', async () =>
    matches(await knock({ user: 'footfall_etl', password: 'x', ssl: true }), /password authentication failed/),
  );
  await checks.that('passwords are kept as SCRAM verifiers, and none of our roles is a superuser', async () =>
    equal(
      await query(
        machine,
        `select rolname, left(rolpassword, 14), rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_authid where rolname like 'footfall%' order by 1`,
      ),
      [
        'footfall_analyst||f', // nobody logs in as it until an operator lets them
        'footfall_dash|SCRAM-SHA-256$|f',
        'footfall_etl|SCRAM-SHA-256$|f',
        'footfall_owner|SCRAM-SHA-256$|f',
      ].join('\n'),
    ),
  );
  await checks.that('an operator lets an analyst in, who reads dash and nothing else, and takes it back', async () => {
    const asPostgres = (...args) => [
      'runuser',
      '-u',
      'postgres',
      '--',
      'psql',
      '-Xq',
      '-v',
      'ON_ERROR_STOP=1',
      ...args,
    ];
    // Without a terminal psql asks the standard input, twice.
    const line = "psql -X -c 'alter role footfall_analyst login' -c '\\password footfall_analyst'";
    await machine.must('sh', '-c', `cd / && printf '${ANALYST}\n${ANALYST}\n' | setsid runuser -u postgres -- ${line}`);
    const asks = (sql) =>
      machine.exec('psql', '-XAtqc', sql, `postgres://footfall_analyst:${ANALYST}@127.0.0.1/clickstream_dw`);
    matches((await asks('select count(*) from dash.balance')).output, /^\d+\n$/);
    matches((await asks('select count(*) from public.orders')).output, /permission denied/);
    await machine.must(...asPostgres('-c', 'alter role footfall_analyst nologin'));
    matches((await asks('select 1')).output, /not permitted to log in/);
  });
  await checks.that('nginx says nothing of itself or of what is behind it', async () => {
    const answer = await web();
    matches(answer, /^HTTP\/1\.1 200/);
    if (/nginx\/\d|x-powered-by|R\/\d|httpuv/i.test(answer.split('\r\n\r\n')[0])) throw new Error(answer.slice(0, 800));
  });
  await checks.that('another host name is refused: DNS rebinding', async () =>
    matches(await web('-H', 'Host: evil.example'), /^HTTP\/1\.1 421/),
  );
  await checks.that('another origin is refused', async () =>
    matches(await web('-H', 'Origin: https://evil.example'), /^HTTP\/1\.1 403/),
  );
  await checks.that('Shiny is reached through nginx only: its socket is closed to other accounts', async () => {
    const socket = (await machine.must('sh', '-c', 'ls /run/footfall-dashboards/*/shiny.sock')).trim();
    equal((await machine.must('stat', '-c', '%a %U:%G', socket)).trim(), '660 footfall-dash:www-data');
    const { output } = await machine.exec(
      'runuser',
      '-u',
      'nobody',
      '--',
      'python3',
      '-c',
      `import socket; socket.socket(socket.AF_UNIX).connect("${socket}")`,
    );
    matches(output, /PermissionError/);
  });
  await checks.that('the dashboards run as their own account, which may write nowhere', async () => {
    const pid = await machine.must('sh', '-c', "systemctl show --property=MainPID --value 'footfall-dashboards@*'");
    equal((await machine.must('ps', '-o', 'user=', '-p', pid)).slice(0, 7), 'footfal');
    matches(
      (
        await machine.exec(
          'nsenter',
          '--target',
          pid,
          '--mount',
          'runuser',
          '-u',
          'footfall-dash',
          '--',
          'touch',
          '/opt/x',
          '/var/lib/x',
          '/data/x',
        )
      ).output,
      /(Read-only|denied)/,
    );
  });
  await checks.that('no password is in the journal or readable by others', async () => {
    const { output } = await machine.exec(
      'sh',
      '-c',
      `journalctl -o cat --no-pager | grep -cE '${password('etl')}|${password('owner')}|${password('dash')}'; stat -c '%a %U' /etc/footfall/*.env`,
    );
    equal(output.trim().split('\n'), ['0', '600 root', '600 root']);
  });
}
