import { block, list, MADE_UP, ofType } from '../lib/resources.mjs';

/** Every log group ends some day. */
export function logsAreKeptForATime(changes) {
  return ofType(changes, 'aws_cloudwatch_log_group')
    .filter(({ retention_in_days: days }) => !(days > 0))
    .map(({ address }) => `${address} keeps its lines for ever`);
}

/** Each function has a time, a memory, and a place for what failed. */
export function functionsHaveLimits(changes) {
  const told = new Set(
    ofType(changes, 'aws_lambda_function_event_invoke_config')
      .filter((config) => block(block(config.destination_config)?.on_failure)?.destination)
      .map(({ function_name }) => function_name),
  );
  return ofType(changes, 'aws_lambda_function').flatMap((found) => [
    ...(found.timeout > 0 ? [] : [`${found.address} has no timeout`]),
    ...(found.memory_size > 0 ? [] : [`${found.address} has no memory size`]),
    ...(told.has(found.function_name) || block(found.dead_letter_config)?.target_arn
      ? []
      : [`${found.address} tells nobody when it fails`]),
  ]);
}

/** Nobody signs in to an instance with a key, and its role's credentials are given to sessions only. */
export function instancesAreClosed(changes) {
  return [
    ...ofType(changes, 'aws_key_pair').map(({ address }) => `${address} is a key pair`),
    ...ofType(changes, 'aws_instance', 'aws_launch_template').flatMap((found) => [
      ...(found.key_name && found.key_name !== MADE_UP ? [`${found.address} has a key pair`] : []),
      ...(block(list(found.metadata_options))?.http_tokens === 'required'
        ? []
        : [`${found.address} answers without IMDSv2`]),
    ]),
  ];
}
