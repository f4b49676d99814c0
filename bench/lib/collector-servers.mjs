// Run as a program: serves one of the servers that bench/collector.mjs compares. Says its port; answers each line on stdin
// with its processor time and memory.
import { createInterface } from 'node:readline';

const [kind, folder] = process.argv.slice(2);

const SERVERS = {
  /** The least that Fastify can do with a batch: parse it. */
  bare: async () => {
    const { default: fastify } = await import('fastify');
    const server = fastify();
    server.post('/clickstream', async ({ body }) => ({ success: true, accepted: body.events.length, rejected: [] }));
    return server;
  },
  footfall: async () => {
    const { createServer } = await import('../../collector/dist/index.js');
    const { FolderLake } = await import('../../lake/dist/index.js');
    const { default: pino } = await import('pino');
    const config = { allowedOrigins: ['*'], writeKeys: [], serverKeys: [], keepFullIp: false, version: '0' };
    return createServer({ config, lake: new FolderLake(folder), logger: pino({ level: 'silent' }) });
  },
};

const server = await SERVERS[kind]();
await server.listen({ port: 0, host: '127.0.0.1' });
console.log(server.server.address().port);
for await (const _line of createInterface({ input: process.stdin })) {
  global.gc();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rss, held: heapUsed + external }));
}
await server.close();
process.exit();
