import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages/*,server,app,examples,bench,tools,docs,conformance,sim,chaos}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/.next/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
