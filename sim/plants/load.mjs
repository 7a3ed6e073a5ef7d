// Loads the files that plants are in with the plants in them, each asleep until it is chosen. Everything else is loaded as ever.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** File URL → its plants. */
const byUrl = new Map();

export function initialize({ root, plants }) {
  for (const plant of plants) {
    const url = new URL(plant.file, root).href;
    byUrl.set(url, [...(byUrl.get(url) ?? []), plant]);
  }
}

export async function load(url, context, nextLoad) {
  const plants = byUrl.get(url.split('?')[0]);
  if (plants === undefined) return nextLoad(url, context);
  let source = await readFile(fileURLToPath(url.split('?')[0]), 'utf8');
  for (const plant of plants) source = planted(source, plant);
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}

function planted(source, { name, file, code, bug }) {
  const [before, after, ...more] = source.split(code);
  if (after === undefined || more.length > 0)
    throw new Error(`${file} should have exactly one ${code}: when it changes, so does plants.ts`);
  return `${before}(globalThis.plantedBug === ${JSON.stringify(name)} ? (${bug}) : (${code}))${after}`;
}
