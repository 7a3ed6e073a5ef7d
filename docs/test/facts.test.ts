// What the guide says in tables is what the code says: expressions and their answers, settings, codes, scopes, routes, commands, links.
import fs from 'node:fs';
import path from 'node:path';
import {
  compileExpression,
  evaluate,
  functionNames,
  nodeConfigs,
  portsOf,
  type DesignNode,
  type Scope,
} from '@baton/core';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { errorCodes } from '../../server/errors.ts';
import { restRoutes } from '../../server/http/rest-routes.ts';
import { roles, scopes } from '../../server/permissions.ts';
import { quoted, readPages, root, tableAfter, type Page } from './blocks.ts';

const pages = new Map(readPages().map((page) => [page.name, page]));

function page(name: string): Page {
  const found = pages.get(name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

const designs = page('docs/designs.md');
const api = page('docs/api.md');

describe('docs/designs.md', () => {
  const scope = JSON.parse(designs.blocks.find(({ note }) => note === 'scope')!.code) as Scope;
  const expressions = tableAfter(designs, 'expressions').map(([source = '', answer = '']) => {
    return [source.slice(1, -1), answer.slice(1, -1)] as const;
  });

  it.each(expressions)('%s answers %s', (source, answer) => {
    expect(evaluate(compileExpression(source), scope)).toEqual(JSON.parse(answer));
  });

  it('names every function of expressions, and no other', () => {
    const [, rest = ''] = designs.text.split('<!-- functions -->');
    const [list = ''] = rest.trimStart().split('\n\n');
    const named = new Set(quoted(list));
    expect([...named].sort()).toEqual(
      [...new Set(functionNames.map((name) => name.replace(/^\./, '')))].sort(),
    );
  });

  it.each(Object.entries(nodeConfigs))('tells the settings and ports of %s', (kind, config) => {
    const [, rest = ''] = designs.text.split(`\n### ${kind}\n`);
    const [section = ''] = rest.split(/\n##+ /);
    const words = new Set(quoted(section));
    for (const setting of Object.keys(config.shape)) expect(words).toContain(setting);
    const node = { kind, config: { outcomes: [], cases: [] } } as unknown as DesignNode;
    for (const { name } of portsOf(node)) expect(words).toContain(name);
  });

  it('tells every problem that a design can have', () => {
    const folder = path.join(root, 'packages/core/src');
    const sources = fs.readdirSync(folder).filter((name) => name.startsWith('design-'));
    const codes = sources.flatMap((name) => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      return [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+|CYCLE)'/g)].map(([, code = '']) => code);
    });
    expect(codes.length).toBeGreaterThan(30);
    const words = new Set(quoted(designs.text));
    expect(codes.filter((code) => !words.has(code))).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('lists every error code with its status', () => {
    const listed = tableAfter(api, 'all codes').flatMap(([status, codes = '']) =>
      quoted(codes).map((code) => [code, Number(status)] as const),
    );
    const known = Object.entries(errorCodes).map(([code, { http }]) => [code, http] as const);
    // `Retry-After` is a header that stands in the same table.
    expect(new Map(listed.filter(([code]) => code !== 'Retry-After'))).toEqual(new Map(known));
  });

  it('lists every scope, role and route', () => {
    const first = (note: string) => tableAfter(api, note).flatMap(([cell = '']) => quoted(cell));
    expect(first('scopes').sort()).toEqual([...scopes].sort());
    expect(first('roles').sort()).toEqual([...roles].sort());
    expect(first('routes').sort()).toEqual(
      restRoutes.map(({ method, path: at }) => `${method} ${at}`).sort(),
    );
  });
});

it('docs/async.md gives each code the status that it has', () => {
  for (const [code = '', status] of tableAfter(page('docs/async.md'), 'codes')) {
    const name = quoted(code)[0] as keyof typeof errorCodes;
    expect([name, errorCodes[name].http]).toEqual([name, Number(status)]);
  }
});

describe.each([...pages.values()].map((each) => [each.name, each] as const))(
  '%s',
  (_, { name, text, blocks }) => {
    it('links to files and headings that exist', () => {
      const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
      expect(targets.filter((target) => !isThere(name, target))).toEqual([]);
    });

    it('names commands that exist', () => {
      const shell = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
      const commands = [...shell, ...quoted(text)].join('\n');
      for (const [, script = ''] of commands.matchAll(/\bnpm (?:run )?(\w+)/g)) {
        expect(Object.keys(packageJson.scripts)).toContain(script);
      }
      const usage = fs.readFileSync(path.join(root, 'packages/worker/src/cli.ts'), 'utf8');
      for (const [line, command = ''] of commands.matchAll(/\bnpx baton ([\w-]+)[^\n]*/g)) {
        expect(usage).toMatch(new RegExp(`^  baton ${command} `, 'm'));
        for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(usage).toContain(option);
      }
      const paths = ['/openapi.json', ...restRoutes.map((route) => route.path)];
      for (const [, at = ''] of commands.matchAll(/\/api\/v1(\/[\w/$.-]+)/g)) {
        expect(paths).toContain(at.replace('$RUN_ID', '{runId}'));
      }
    });
  },
);

function isThere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const found = file === '' ? path.join(root, from) : path.join(root, path.dirname(from), file);
  if (!fs.existsSync(found)) return false;
  if (heading === undefined) return true;
  const lines = fs.readFileSync(found, 'utf8').split('\n');
  return lines.some((line) => line.startsWith('#') && slug(line) === heading);
}

/** As the usual viewers of Markdown make anchors. */
function slug(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
