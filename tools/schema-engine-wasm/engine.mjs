// Loads the schema engine's WebAssembly and binds it to a driver adapter.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const require = createRequire(import.meta.url);

export const noFilters = { externalTables: [], externalEnums: [] };
export const emptySchema = [
  { path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' },
];

/** The engine over `datamodels` (`{path, content}` each; never empty, or it panics) and the adapter's database. */
export async function makeEngine(adapter, datamodels) {
  const dir = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
  const glue = await import(pathToFileURL(path.join(dir, 'schema_engine_bg.js')).href);
  const wasm = await globalThis.WebAssembly.compile(fs.readFileSync(path.join(dir, 'schema_engine_bg.wasm')));
  const instance = await globalThis.WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  return glue.SchemaEngine.new(
    { datamodels: datamodels.map(({ path: file, content }) => [file, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}
