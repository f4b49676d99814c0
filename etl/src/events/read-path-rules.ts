import { readFileSync } from 'node:fs';
import { SettingsError } from '../errors.js';
import { isObject } from './coerce.js';
import { NO_PATH_RULES, type PathRules } from './path-rules.js';

const isFlag = (value: unknown) => typeof value === 'boolean';
const isTexts = (value: unknown) =>
  Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '');
const isPaths = (value: unknown) => isTexts(value) && (value as string[]).every((path) => path.startsWith('/'));

/** By rule: whether it has a value that it can have, and what that is in words. */
const RULES: Record<keyof PathRules, [(value: unknown) => boolean, string]> = {
  stripTrailingSlash: [isFlag, 'true or false'],
  lowerCase: [isFlag, 'true or false'],
  dropIndex: [isFlag, 'true or false'],
  hashRouting: [isFlag, 'true or false'],
  dropLocales: [isTexts, 'a list of first segments, as ["de", "en-gb"]'],
  collapse: [isPaths, 'a list of patterns that begin with /, as ["/order/:id", "/blog/*"]'],
  keepQuery: [isTexts, 'a list of query parameters, as ["id"]'],
};

/**
 * Reads the setting `FOOTFALL_PATH_RULES`: JSON, or the path of a file that holds it.
 * @throws SettingsError that names the rule and what it may be
 */
export function readPathRules(setting: string | undefined): PathRules {
  if (!setting) return NO_PATH_RULES;
  const rules = parse(setting.trim().startsWith('{') ? setting : fileText(setting));
  for (const [name, value] of Object.entries(rules)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof PathRules] : undefined;
    if (!rule)
      throw new SettingsError(`FOOTFALL_PATH_RULES has a rule "${name}"; use ${Object.keys(RULES).join(', ')}`);
    if (!rule[0](value)) throw new SettingsError(`FOOTFALL_PATH_RULES: ${name} must be ${rule[1]}`);
  }
  return rules as PathRules;
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError(
      `FOOTFALL_PATH_RULES must be JSON that begins with {, or a file that can be read: ${(error as Error).message}`,
    );
  }
}

function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value)) return value;
  } catch {
    // said below
  }
  throw new SettingsError('FOOTFALL_PATH_RULES is no JSON object, as {"stripTrailingSlash": true}');
}
