import { statements } from './policies.mjs';
import { list } from './resources.mjs';

/** Policies that give rights to somebody; an endpoint's policy only narrows what these give. */
const GIVING = [
  'aws_iam_role_policy',
  'aws_iam_policy',
  'aws_s3_bucket_policy',
  'aws_sqs_queue_policy',
  'aws_kms_key',
  'aws_sns_topic_policy',
];

/**
 * Who may do what, as a table in Markdown, from the plans of the modules' tests.
 *
 * @param {{ module: string, resourceChanges: object[] }[]} plans a module's plan with everything turned on
 * @returns {string} the same for the same rights, whatever the mocks made up
 */
export function iamTable(plans) {
  const rows = plans.flatMap(({ module, resourceChanges }) => rowsOf(module, resourceChanges));
  const sorted = rows.map((cells) => `| ${cells.join(' | ')} |`).sort();
  return ['| module | who | may | on | if | for |', '| --- | --- | --- | --- | --- | --- |', ...new Set(sorted)].join(
    '\n',
  );
}

function rowsOf(module, changes) {
  const roles = new Map(
    changes
      .filter(({ type, change }) => type === 'aws_iam_role' && change.after)
      .map(({ change }) => [change.after.id, change.after]),
  );
  return GIVING.flatMap((type) => changes.filter((change) => change.type === type && change.change.after)).flatMap(
    (change) =>
      [...statements([change])]
        .filter(({ statement }) => statement.Effect === 'Allow')
        .map(({ statement }) => [
          module,
          holderOf(change, statement, roles),
          list(statement.Action).map(code).join(', '),
          list(statement.Resource).map(general).map(code).join(', '),
          conditionOf(statement.Condition),
          wordsOf(statement.Sid ?? ''),
        ]),
  );
}

function holderOf({ type, change }, { Principal }, roles) {
  if (type === 'aws_iam_policy') return `whoever has ${code(change.after.name)}`;
  if (type !== 'aws_iam_role_policy')
    return code(general(JSON.stringify(Object.values(Principal).flat()).replace(/[[\]"]/g, '')));
  const role = roles.get(change.after.role);
  if (!role) throw new Error(`a policy named ${change.after.name} belongs to no role of its plan`);
  return `role ${code(role.name)} (${servicesOf(role.assume_role_policy)})`;
}

function servicesOf(trust) {
  return JSON.parse(trust)
    .Statement.flatMap(({ Principal }) => list(Principal.Service))
    .map((service) => service.replace('.amazonaws.com', ''))
    .join(', ');
}

/** Account, region and instance are those of whoever deploys it. */
function general(text) {
  return text
    .replaceAll('123456789012', 'ACCOUNT')
    .replaceAll('eu-central-1', 'REGION')
    .replaceAll('i-0123456789abcdef0', 'INSTANCE')
    .replaceAll('arn:aws:s3:::', 's3://');
}

function conditionOf(condition = {}) {
  return Object.entries(condition)
    .flatMap(([test, keys]) => Object.entries(keys).map(([key, value]) => `${test} ${key} = ${list(value).join(', ')}`))
    .map((text) => code(general(text)))
    .join('; ');
}

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/** `ReadItsPassword` is said as "read its password", `ForARebuild` as "for a rebuild". */
const wordsOf = (sid) => sid.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ').toLowerCase();
