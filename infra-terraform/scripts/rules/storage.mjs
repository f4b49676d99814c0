import { statements } from '../lib/policies.mjs';
import { block, list, MADE_UP, ofType } from '../lib/resources.mjs';

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

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
  const instances = ofType(changes, 'aws_instance', 'aws_network_interface', 'aws_eip')
    .filter(
      ({ address, associate_public_ip_address }) => /warehouse/.test(address) && associate_public_ip_address === true,
    )
    .map(({ address }) => `${address} would have a public address`);
  return [...websites, ...given, ...instances];
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

/** What is secret is written past the state. */
export function noSecretInTheState(changes) {
  const parameters = ofType(changes, 'aws_ssm_parameter').filter(
    ({ type, value }) => type === 'SecureString' && value && value !== MADE_UP,
  );
  return [
    ...parameters.map(({ address }) => `${address} keeps its secret in the state: use value_wo`),
    ...ofType(changes, 'random_password').map(
      ({ address }) => `${address} keeps a password in the state: make it ephemeral`,
    ),
  ];
}
