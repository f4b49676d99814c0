#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/server-entry.js', import.meta.url);
if (!existsSync(program)) {
  console.error('Footfall is not built yet. Run: npm run build');
  process.exit(1);
}
await import(program.href);
