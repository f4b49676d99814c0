// What the private subnet can reach, at the endpoints' names: the metadata service, SSM's Parameter Store, and S3 (s3rver, which
// checks signatures). Runs in a network namespace of its own. What it knows and what it denies stands in a file that the proof writes.
//   node cloud.mjs FOLDER
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import S3rver from 's3rver';

const folder = process.argv[2];
const STATE = join(folder, 'cloud.json');
const S3_PORT = 4568;
const state = () => JSON.parse(readFileSync(STATE, 'utf8'));

/** s3rver's only key; a request that is signed with another is refused. */
const KEYS = { AccessKeyId: 'S3RVER', SecretAccessKey: 'S3RVER', Token: 'a-session-token' };

const metadata = http.createServer((request, response) => {
  const path = request.url.replace('/latest/', '');
  const { metadata: known } = state();
  if (path === 'api/token' && request.method === 'PUT') {
    // As EC2 says it; the AWS command line reads the time from here.
    response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '300');
    return response.end('token');
  }
  if (request.headers['x-aws-ec2-metadata-token'] !== 'token') return answer(response, 401, ''); // version 2 only
  const role = 'meta-data/iam/security-credentials/';
  if (path === role) return response.end('footfall-instance');
  if (path.startsWith(role)) {
    const Expiration = new Date(Date.now() + 6 * 3600_000).toISOString().replace(/\.\d+/, '');
    const LastUpdated = new Date().toISOString().replace(/\.\d+/, '');
    return response.end(JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', LastUpdated, Expiration, ...KEYS }));
  }
  const value = known[path.replace('meta-data/', '')];
  return value === undefined ? answer(response, 404, '') : response.end(value);
});

const SSM = {
  GetParameter({ Name }) {
    const Value = state().parameters[Name];
    if (Value === undefined) return [400, { __type: 'ParameterNotFound' }];
    return [200, { Parameter: { Name, Value, Type: 'String', Version: 1 } }];
  },
  PutParameter({ Name, Value }) {
    const known = state();
    known.parameters[Name] = Value;
    writeFileSync(`${STATE}.new`, JSON.stringify(known));
    renameSync(`${STATE}.new`, STATE);
    return [200, { Version: 2, Tier: 'Standard' }];
  },
};

async function ssm(request, response) {
  const action = request.headers['x-amz-target']?.replace('AmazonSSM.', '');
  const body = JSON.parse(await text(request));
  appendFileSync(join(folder, 'requests.log'), `ssm ${action} ${body.Name}\n`);
  if (!/^AWS4-HMAC-SHA256 Credential=S3RVER\/\d{8}\/[a-z0-9-]+\/ssm\//.test(request.headers.authorization ?? ''))
    return answer(response, 400, JSON.stringify({ __type: 'IncompleteSignatureException' }));
  const denied = state().denied.find((prefix) => `ssm:${action} ${body.Name}`.startsWith(prefix));
  if (denied)
    return answer(
      response,
      400,
      JSON.stringify({ __type: 'AccessDeniedException', message: `not authorized to perform: ssm:${action}` }),
    );
  const [status, result] = SSM[action]?.(body) ?? [400, { __type: 'UnknownOperationException' }];
  answer(response, status, JSON.stringify(result));
}

/** TLS ends here; s3rver gets the request as it is, so that its signature still fits. */
function s3(request, response) {
  appendFileSync(join(folder, 'requests.log'), `s3 ${request.method} ${request.headers.host}${request.url}\n`);
  const what = `s3:${request.method} ${request.headers.host.split('.')[0]}${request.url}`;
  if (state().denied.some((prefix) => what.startsWith(prefix)))
    return answer(response, 403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
  const { method, url: path, headers } = request;
  const onward = http.request({ host: '127.0.0.1', port: S3_PORT, method, path, headers }, (answered) => {
    response.writeHead(answered.statusCode, answered.headers);
    answered.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

const tls = { key: readFileSync(join(folder, 'server.key')), cert: readFileSync(join(folder, 'server.crt')) };
const endpoints = https.createServer(tls, (request, response) => {
  if (request.headers.host?.startsWith('ssm.')) void ssm(request, response);
  else s3(request, response);
});

const answer = (response, status, body) => {
  response.statusCode = status;
  response.end(body);
};
async function text(request) {
  let all = '';
  for await (const chunk of request) all += chunk;
  return all;
}

const directory = join(folder, 's3');
const { buckets } = state();
await new S3rver({
  address: '127.0.0.1',
  port: S3_PORT,
  silent: true,
  directory,
  allowMismatchedSignatures: false,
  configureBuckets: buckets.filter((name) => !existsSync(join(directory, name))).map((name) => ({ name })),
}).run();
metadata.listen(80, '169.254.169.254');
endpoints.listen(443, '0.0.0.0', () => console.log('ready'));
