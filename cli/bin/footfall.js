#!/usr/bin/env node
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  console.error('Footfall is not built yet. Run: npm run build');
  process.exit(1);
}
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv);
