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

/**
 * What an allowing statement leaves open, as `{ kind: 'action', open: 's3:*' }`.
 * @returns {{ kind: 'action' | 'resource' | 'principal', open: string }[]}
 */
export function openParts({ Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition }) {
  if (Effect !== 'Allow') return [];
  const anybody = !Condition && (Principal === '*' || list(Principal?.AWS).includes('*'));
  const actions = list(Action).filter((action) => action.includes('*'));
  const resources = list(Resource).filter((resource) => WILD_RESOURCE.test(resource));
  return [
    ...[...actions, ...(NotAction ? ['NotAction'] : [])].map((open) => ({ kind: 'action', open })),
    ...[...resources, ...(NotResource ? ['NotResource'] : [])].map((open) => ({ kind: 'resource', open })),
    ...[...(anybody ? ['*'] : []), ...(NotPrincipal ? ['NotPrincipal'] : [])].map((open) => ({
      kind: 'principal',
      open,
    })),
  ];
}
