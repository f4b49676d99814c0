import { list } from './resources.mjs';

/** Every statement of every policy in a plan, whatever resource carries it. */
export function* statements(changes) {
  for (const { address, mode, change } of changes) {
    if (mode !== 'managed' || !change.after) continue;
    for (const value of texts(change.after)) {
      const policy = parsed(value);
      for (const statement of list(policy?.Statement)) yield { address, statement };
    }
  }
}

function* texts(value) {
  if (typeof value === 'string') yield value;
  else if (value && typeof value === 'object') for (const inner of Object.values(value)) yield* texts(inner);
}

function parsed(text) {
  if (!text.includes('"Statement"')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resource types of which `type/*` names nothing. */
const BARE =
  'parameter|function|instance|document|role|user|session|log-group|key|volume|snapshot|secret|table|workgroup|userpool';
const WILD_RESOURCE = new RegExp(`^\\*$|^arn:[^:]*:[^:]*:[^:]*:\\*:|^arn:([^:]*:){4}(\\*|(${BARE})[/:]\\*)`);

/** What an allowing statement leaves open: `Action s3:*`, `Resource *`, `Principal *` without a condition. */
export function openParts({ Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition }) {
  if (Effect !== 'Allow') return [];
  const anybody = Principal === '*' || list(Principal?.AWS).includes('*');
  return [
    ...list(Action)
      .filter((action) => action.includes('*'))
      .map((action) => `Action ${action}`),
    ...list(Resource)
      .filter((resource) => WILD_RESOURCE.test(resource))
      .map((resource) => `Resource ${resource}`),
    ...(anybody && !Condition ? ['Principal *'] : []),
    ...Object.entries({ NotAction, NotResource, NotPrincipal })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name),
  ];
}
