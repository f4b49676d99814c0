import { statements } from '../lib/policies.mjs';
import { block, list, MADE_UP, ofType } from '../lib/resources.mjs';

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** The warehouse's module, the ETL's, and the warehouse's own resources where its module is planned for itself. */
const HOLDS_ANALYTICS = /(^|\.)(module\.(warehouse|etl)\.|aws_(instance|network_interface)\.warehouse$)/;

const bucketRules = {
  'has no block of all public access': (changes, bucket) =>
    ofType(changes, 'aws_s3_bucket_public_access_block').some(
      (found) => found.bucket === bucket && PUBLIC_ACCESS.every((name) => found[name] === true),
    ),
  'is not encrypted': (changes, bucket) =>
    ofType(changes, 'aws_s3_bucket_server_side_encryption_configuration').some(
      (found) =>
        found.bucket === bucket &&
        list(found.rule).some((rule) => block(rule.apply_server_side_encryption_by_default)?.sse_algorithm),
    ),
  'does not refuse what comes without TLS': (changes, bucket) =>
    ofType(changes, 'aws_s3_bucket_policy').some(
      (found) => found.bucket === bucket && JSON.parse(found.policy ?? '{}').Statement?.some(refusesPlainHttp),
    ),
};

const refusesPlainHttp = ({ Effect, Principal, Action, Resource, Condition }) =>
  Effect === 'Deny' &&
  Principal === '*' &&
  Action === 's3:*' &&
  list(Resource).length === 2 &&
  String(Condition?.Bool?.['aws:SecureTransport']) === 'false';

/** Each bucket is private, encrypted, and reached by TLS only. */
export function bucketsAreClosed(changes) {
  return ofType(changes, 'aws_s3_bucket').flatMap(({ address, bucket }) =>
    Object.entries(bucketRules)
      .filter(([, holds]) => !bucket || !holds(changes, bucket))
      .map(([what]) => `${address} ${what}`),
  );
}

/** Only buckets that say they hold what everybody may see are given to CloudFront, and none is a website. */
export function nothingPublicHoldsAnalytics(changes) {
  const kinds = new Map(ofType(changes, 'aws_s3_bucket').map(({ bucket, tags }) => [bucket, tags?.Data]));
  const websites = ofType(changes, 'aws_s3_bucket_website_configuration', 'aws_lambda_function_url').map(
    ({ address }) => `${address} would be public`,
  );
  const given = ofType(changes, 'aws_s3_bucket_policy')
    .filter(
      ({ address, bucket }) =>
        kinds.get(bucket) !== 'public' &&
        [...statements(changes)].some((found) => found.address === address && isOpenedToCdn(found.statement)),
    )
    .map(({ address }) => `${address} gives to CloudFront what is not tagged Data = public`);
  return [...websites, ...given, ...analyticsWithAnAddress(changes)];
}

/** What holds analytics has no public address, and does not stand where a route leads to the internet. */
function analyticsWithAnAddress(changes) {
  const holders = ofType(changes, 'aws_instance', 'aws_network_interface', 'aws_lambda_function').filter(
    ({ address }) => HOLDS_ANALYTICS.test(address),
  );
  const ids = new Set(holders.map(({ id }) => id));
  const publicSubnets = new Set(
    ofType(changes, 'aws_subnet')
      .filter(({ address }) => /\.public$/.test(address))
      .map(({ id }) => id),
  );
  const isOutside = ({ subnet_id, vpc_config }) =>
    [subnet_id, ...list(block(vpc_config)?.subnet_ids)].some((subnet) => publicSubnets.has(subnet));
  return [
    ...holders
      .filter(({ associate_public_ip_address }) => associate_public_ip_address === true)
      .map(({ address }) => `${address} would have a public address`),
    ...ofType(changes, 'aws_eip')
      .filter(({ instance, network_interface }) => ids.has(instance) || ids.has(network_interface))
      .map(({ address }) => `${address} would be a public address of what holds analytics`),
    ...holders.filter(isOutside).map(({ address }) => `${address} stands in the public subnet`),
  ];
}

const isOpenedToCdn = ({ Effect, Principal }) =>
  Effect === 'Allow' && list(Principal?.Service).includes('cloudfront.amazonaws.com');

/** Volumes, topics and queues are encrypted. */
export function everythingIsEncrypted(changes) {
  const volumes = [
    ...ofType(changes, 'aws_ebs_volume').filter(({ encrypted }) => encrypted !== true),
    ...ofType(changes, 'aws_instance').filter(
      ({ root_block_device, ebs_block_device }) =>
        [...list(root_block_device), ...list(ebs_block_device)].some(({ encrypted }) => encrypted !== true) ||
        list(root_block_device).length === 0,
    ),
    ...ofType(changes, 'aws_sns_topic').filter(({ kms_master_key_id }) => !kms_master_key_id),
    ...ofType(changes, 'aws_sqs_queue').filter(
      ({ sqs_managed_sse_enabled, kms_master_key_id }) => sqs_managed_sse_enabled !== true && !kms_master_key_id,
    ),
  ];
  return volumes.map(({ address }) => `${address} is not encrypted`);
}

/**
 * What is secret is written past the state: no argument that the provider calls sensitive has a value there, nor one that comes from
 * a sensitive variable. A parameter that is no SecureString is readable, and no secret.
 */
export function noSecretInTheState(changes) {
  const kept = changes
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ address, type, change: { after, after_sensitive: marks } }) =>
      [...sensitiveValues(marks, after)]
        .filter(({ value }) => value !== MADE_UP && !(type === 'aws_ssm_parameter' && after.type !== 'SecureString'))
        .map(({ path }) => `${address} keeps ${path} in the state: use a write-only argument`),
    );
  const passwords = ofType(changes, 'random_password').map(
    ({ address }) => `${address} keeps a password in the state: make it ephemeral`,
  );
  return [...kept, ...passwords];
}

/** The values that a plan's `after_sensitive` marks, a tree of the same form with true at its leaves. */
function* sensitiveValues(marks, value, path = []) {
  if (value === null || value === undefined || !marks) return;
  if (marks === true) yield { path: path.join('.'), value };
  else if (typeof marks === 'object')
    for (const [key, inner] of Object.entries(marks)) yield* sensitiveValues(inner, value[key], [...path, key]);
}
