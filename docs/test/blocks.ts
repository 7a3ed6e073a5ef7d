// What the guide's pages hold that can be checked: code blocks, and the HTML comments before them, which say how.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  /** Relative to the root. */
  readonly page: string;
  /** Of the block's first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Of the comment directly before the block: `<!-- run: … -->`, `<!-- scope -->`. */
  readonly note: string;
}

export interface Page {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Declarations that all TypeScript blocks of the page see: `<!-- prelude: … -->`. */
  readonly prelude: string;
}

/** The guide: README.md and docs/*.md. */
export function readPages(): readonly Page[] {
  const docs = fs.readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => `docs/${name}`)].map(readPage);
}

function readPage(name: string): Page {
  const text = fs.readFileSync(path.join(root, name), 'utf8');
  const preludes = [...text.matchAll(/<!-- prelude:([\s\S]*?)-->/g)].map(([, code = '']) => code.trim());
  return { name, text, blocks: blocksOf(name, text), prelude: preludes.join('\n') };
}

const fenced = /(?:<!--\s*([^\n]*?)\s*-->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm;

function blocksOf(page: string, text: string): readonly Block[] {
  return [...text.matchAll(fenced)].map((match) => {
    const [whole, note = '', language = '', code = ''] = match;
    const start = match.index + whole.indexOf('```' + language);
    return { page, line: text.slice(0, start).split('\n').length + 1, language, code, note };
  });
}

/** The rows of the table that follows `<!-- note -->`, cell by cell, without its head. */
export function tableAfter(page: Page, note: string): readonly (readonly string[])[] {
  const [, rest] = page.text.split(`<!-- ${note} -->\n`);
  if (rest === undefined) throw new Error(`${page.name} has no <!-- ${note} -->`);
  const [table = ''] = rest.trimStart().split('\n\n');
  const rows = table.split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

/** All `quoted` words of a text, code blocks aside. */
export function quoted(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
}
