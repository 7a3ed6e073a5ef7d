// Where the Prisma CLI finds things. Needs nothing from the environment: `generate` and `validate` use no database.
import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Read before the CLI looks for an engine to download.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= path.resolve(import.meta.dirname, 'tools/schema-engine');

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://nobody@127.0.0.1:1/none' },
});
