// Says whether docs/api is what the docstrings give today, after making it anew elsewhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files below a folder with what is in them. */
const contents = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.md'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

const out = mkdtempSync(join(tmpdir(), 'footfall-api-'));
try {
  const args = ['typedoc', '--options', 'scripts/api/typedoc.json', '--logLevel', 'Warn', '--out', out];
  execFileSync('npx', args, { cwd: ROOT, stdio: 'inherit' });
  const [made, kept] = [contents(out), contents(join(ROOT, 'docs/api'))];
  const differing = [...new Set([...made.keys(), ...kept.keys()])].filter((name) => made.get(name) !== kept.get(name));
  for (const name of differing) console.error(`docs/api/${name} is not current. Run: npm run api`);
  console.log(`${made.size - differing.length} current`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} finally {
  rmSync(out, { recursive: true });
}
