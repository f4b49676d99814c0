// SSM's documents, as the agent runs them: the commands of each step as a script of root's.
import { readFileSync } from 'node:fs';

/** @returns {Promise<{status: number | null, output: string}>} */
export function runDocument(machine, name, parameters = {}) {
  const document = JSON.parse(readFileSync(new URL(`../../documents/${name}.json`, import.meta.url), 'utf8'));
  const values = Object.fromEntries(
    Object.entries(document.parameters ?? {}).map(([key, { default: usual, allowedPattern }]) => {
      const value = parameters[key] ?? usual;
      if (!new RegExp(allowedPattern).test(value)) throw new Error(`SSM refuses ${key}: ${value}`);
      return [key, value];
    }),
  );
  const [{ inputs }] = document.mainSteps;
  const script = inputs.runCommand.join('\n').replace(/\{\{ *(\w+) *\}\}/g, (_all, key) => values[key]);
  return machine.exec('sh', '-c', script);
}
