import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests wait more than they compute: on two processors, two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      'contract',
      'lake',
      'sdk',
      'collector',
      'warehouse',
      'etl',
      'cli',
      'bench',
      'infra-terraform',
      'instance',
      'examples/nextjs-shop',
    ].map((dir) => ({
      extends: true as const,
      test: {
        name: dir,
        root: dir,
        include: ['tests/**/*.test.ts'],
        // Against what hangs only: a busy machine takes many times as long as a free one.
        testTimeout: 240_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 60_000 } },
        // it names folders in its imports, which Node.js does not take
        server: { deps: { inline: ['dt-sql-parser'] } },
      },
    })),
  },
});
