import { DataFolder } from '../data-folder.js';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';

/** Checks every part and says what is wrong and what to do. @returns whether nothing has failed */
export async function doctor(options: { data?: string; json?: boolean }): Promise<boolean> {
  const findings = await examine(new DataFolder(options.data));
  const isWell = findings.every(({ state }) => state !== 'failed');
  if (options.json) console.log(JSON.stringify({ ok: isWell, findings }, null, 2));
  else for (const finding of findings) console.log(line(finding));
  return isWell;
}

function line({ part, state, message, fix }: Finding): string {
  const sign = { ok: 'ok     ', warning: 'WARNING', failed: 'FAILED ' }[state];
  return `${sign} ${part.padEnd(11)} ${message}${fix ? `\n                    -> ${fix}` : ''}`;
}
