import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { from, to } from 'pg-copy-streams';
import { withClient } from '../../../warehouse/dist/index.js';

/**
 * What the facts that a warehouse holds cost by plain COPY alone: written to a file, and from there into an empty table with all
 * the indexes, by the same server with the same settings, from a client as `psql`'s \copy does it, and by the server itself.
 *
 * @returns seconds of each
 */
export async function plainCopy(warehouse, file) {
  return withClient(warehouse.adminUrl, async (client) => {
    const seconds = async (work) => {
      await client.query('create table peer (like clickstream_events including all)');
      await client.query('checkpoint');
      const started = performance.now();
      await work();
      const took = (performance.now() - started) / 1000;
      await client.query('drop table peer');
      return took;
    };
    await pipeline(client.query(to('copy clickstream_events to stdout')), createWriteStream(file));
    const fromClient = await seconds(() =>
      pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), client.query(from('copy peer from stdin'))),
    );
    await rm(file);
    const { rows } = await client.query("select current_setting('data_directory') || '/peer.copy' as file");
    await client.query(`copy clickstream_events to '${rows[0].file}'`);
    const fromFile = await seconds(() => client.query(`copy peer from '${rows[0].file}'`));
    await rm(rows[0].file);
    return { fromClient, fromFile };
  });
}
