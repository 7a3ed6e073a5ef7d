// The guide's TypeScript compiles, all of it in one program, and what is marked with `<!-- run: … -->` does what it says.
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readPages, root, type Block, type Page } from './blocks.ts';
import { runBlock, testsOf } from './run-block.ts';

const pages = readPages();
const typeScript = pages.flatMap((page) =>
  page.blocks.filter(({ language }) => language === 'ts').map((block) => ({ page, block })),
);

interface Virtual {
  readonly block: Block;
  readonly text: string;
}

/** A block that begins with `// name.ts` is that module for the other blocks of its page. */
function fileOf({ page, line, code }: Block): string {
  const name = /^\/\/ ([\w-]+)\.ts\n/.exec(code)?.[1] ?? `line-${line}`;
  return path.join(root, 'docs/test/blocks', page.replace(/\W/g, '-'), `${name}.ts`);
}

/** The prelude comes last, so that lines stay what they are in the page. */
function moduleOf(page: Page, block: Block): string {
  return `${block.code}\n${page.prelude}\nexport {};\n`;
}

function compile(): readonly string[] {
  const files = new Map<string, Virtual>(
    typeScript.map(({ page, block }) => [fileOf(block), { block, text: moduleOf(page, block) }]),
  );
  const options = optionsOf(path.join(root, 'tsconfig.json'));
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (name) => files.has(name) || real.fileExists(name),
    readFile: (name) => files.get(name)?.text ?? real.readFile(name),
    getSourceFile: (name, ...rest) => {
      const virtual = files.get(name);
      return virtual === undefined
        ? real.getSourceFile(name, ...rest)
        : ts.createSourceFile(name, virtual.text, ts.ScriptTarget.ES2023, true);
    },
    // Modules next to virtual ones are looked for in folders that don't exist.
    directoryExists: () => true,
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    if (source === undefined) throw new Error(`${name} is not in the program`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (found) => inPage(found, files),
    );
  });
}

function optionsOf(config: string): ts.CompilerOptions {
  const { config: read } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...read, include: [], files: [] }, ts.sys, root);
  return { ...options, incremental: false, noEmit: true };
}

function inPage(found: ts.Diagnostic, files: ReadonlyMap<string, Virtual>): string {
  const text = ts.flattenDiagnosticMessageText(found.messageText, '\n');
  const virtual = files.get(found.file?.fileName ?? '');
  if (virtual === undefined) return text;
  const { line } = ts.getLineAndCharacterOfPosition(found.file!, found.start ?? 0);
  return `${virtual.block.page}:${virtual.block.line + line}: ${text}`;
}

describe('TypeScript in the guide', () => {
  it('compiles', { timeout: 180_000 }, () => {
    expect(typeScript.length).toBeGreaterThan(10);
    expect(compile()).toEqual([]);
  });

  const runnable = typeScript.filter(({ block }) => block.note.startsWith('run:'));
  it.each(runnable.map(({ block }) => [`${block.page}:${block.line}`, block] as const))(
    '%s does what it says',
    async (_, block) => {
      const { outcome, wanted } = await runBlock(block);
      expect(outcome).toEqual({ runId: outcome.runId, status: 'completed', result: wanted });
    },
  );

  const tests = typeScript
    .filter(({ block }) => block.note === 'test')
    .flatMap(({ page, block }) => testsOf(page, block).map((test) => ({ ...test, page: page.name })));
  it.each(tests)('$page: $name', async ({ run }) => {
    await run();
  });
});
