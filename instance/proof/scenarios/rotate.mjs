import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { MACHINE_ADDRESS } from '../world/network.mjs';
import { bootstrap } from '../world/service.mjs';
import { invokeEtl, knock } from '../world/warehouse.mjs';

const ROLES = ['owner', 'etl', 'dash'];

/** Passwords and the certificate authority are replaced, as the runbook says. */
export async function rotate(world, checks) {
  const { machine } = world;
  const ofEtl = () => ({ user: 'footfall_etl', password: world.parameter('warehouse/password/etl') });
  const before = ofEtl();
  const loadsNothing = async () => equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0);

  for (const role of ROLES) world.setParameter(`warehouse/password/${role}`, `${role}Another0123456789abcdef${role}`);
  await checks.that('new passwords in SSM are the only ones after the update document', async () => {
    const { status, output } = await runDocument(machine, 'update');
    matches(output, /changed: roles, passwords and database/);
    matches(output, /ok: PostgreSQL takes the dashboards' password/);
    await loadsNothing();
    matches(await knock({ ...before, ssl: true }), /password authentication failed/);
    return status === 0;
  });

  const authority = world.parameter('warehouse/ca');
  await machine.must('rm', '-r', '/data/tls');
  await checks.that(
    'without its authority the bootstrap makes another and publishes it; the old one is nobody any more',
    async () => {
      const { status, output } = await bootstrap(machine);
      matches(output, /the warehouse's certificate authority is made/);
      if (world.parameter('warehouse/ca') === authority) throw new Error('the parameter has the old one');
      await loadsNothing();
      const trusting = (ca) => knock({ ...ofEtl(), ssl: { ca, host: MACHINE_ADDRESS } });
      equal(await trusting(world.parameter('warehouse/ca')), 'in');
      // The ETL fetches the parameter anew on these words.
      matches(await trusting(authority), /^(CERT_SIGNATURE_FAILURE|UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN) /);
      return status === 0;
    },
  );
}
