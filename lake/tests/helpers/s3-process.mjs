// An S3-compatible server with one bucket on a free port of 127.0.0.1, which it prints. It is a process of its own because its
// continuation tokens use a cipher that OpenSSL 3 knows as legacy only.
//   node --openssl-legacy-provider s3-process.mjs FOLDER BUCKET
import S3rver from 's3rver';

const [directory, name] = process.argv.slice(2);
const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name }] });
const { port } = await server.run();
console.log(port);
