import type { Design } from '@baton/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, refusal, startStudio, type Client, type Studio } from './studio.ts';

let studio: Studio;
let ben: Client;
beforeAll(async () => {
  studio = await startStudio();
  ben = (await studio.person('builder')).client;
});
afterAll(() => studio.stop());

const good: Design = {
  schema: 1,
  nodes: [
    { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: {} },
    { id: 'done', kind: 'end', name: 'Done', position: { x: 300, y: 0 }, config: { output: '{{ input }}' } },
  ],
  edges: [{ id: 'e1', source: 'start', sourcePort: 'out', target: 'done', targetPort: 'in' }],
};
const dangling: Design = {
  ...good,
  edges: [{ id: 'e1', source: 'start', sourcePort: 'out', target: 'nowhere', targetPort: 'in' }],
};

describe('a draft', () => {
  test('is saved by whoever saw the latest; the other is told who was first', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Shared' });
    const saved = await ben.designs.saveDraft.mutate({ designId, revision, document: good });
    expect(saved.revision).toBe(revision + 1);
    const late = await refusal(
      studio.asAdmin.designs.saveDraft.mutate({ designId, revision, document: good }),
    );
    expect(late).toMatchObject({ code: 'REVISION_CONFLICT', httpStatus: 409 });
    expect(late.details).toMatchObject({ revision: saved.revision, updatedByName: 'builder 1' });
    expect((await ben.designs.get.query({ designId })).document).toEqual(good);
  });

  test('of twenty who save at once one succeeds', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Busy' });
    const save = () =>
      ben.designs.saveDraft.mutate({ designId, revision, document: good }).then(
        () => 'saved',
        () => 'late',
      );
    const outcomes = await Promise.all(Array.from({ length: 20 }, save));
    expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1);
  });

  test('may be wrong while it is drawn, and says so', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Wrong' });
    const { problems, ...saved } = await ben.designs.saveDraft.mutate({
      designId,
      revision,
      document: dangling,
    });
    expect(problems.map(({ code }) => code)).toContain('DANGLING_EDGE');
    const refused = await refusal(ben.designs.publish.mutate({ designId, revision: saved.revision }));
    expect(refused).toMatchObject({ code: 'DESIGN_INVALID', httpStatus: 422 });
    expect(JSON.stringify(refused.details)).toContain('DANGLING_EDGE');
    expect(await ben.designs.versions.query({ designId })).toEqual([]);
  });

  test('of 2,000 nodes and 5,000 edges is taken, of more not', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Large' });
    const nodes = Array.from({ length: 2_000 }, (_, i) => ({
      id: `n${i}`,
      kind: 'transform' as const,
      name: `Step number ${i}`,
      position: { x: i * 10, y: 0 },
      config: { output: 1 },
    }));
    const edges = Array.from({ length: 5_000 }, (_, i) => ({
      id: `e${i}`,
      source: `n${i % 1_999}`,
      sourcePort: 'out',
      target: `n${(i % 1_999) + 1}`,
      targetPort: 'in',
    }));
    const large: Design = { schema: 1, nodes, edges };
    expect((await ben.designs.saveDraft.mutate({ designId, revision, document: large })).revision).toBe(
      revision + 1,
    );
    const { code, problems } = await refusal(
      ben.designs.saveDraft.mutate({
        designId,
        revision: revision + 1,
        document: { ...large, nodes: [...nodes, { ...nodes[0]!, id: 'x' }] },
      }),
    );
    expect([code, problems[0]?.path]).toEqual(['INVALID_INPUT', 'document.nodes']);
  });

  test.each([
    ['a node id that is a trap', { ...good, nodes: [{ ...good.nodes[0]!, id: '__proto__' }] }],
    ['more than there is room for', { ...good, ownerId: 'me' }],
    [
      'a position out of this world',
      { ...good, nodes: [{ ...good.nodes[0]!, position: { x: 1e300, y: 0 } }] },
    ],
    ['a kind that nobody knows', { ...good, nodes: [{ ...good.nodes[0]!, kind: 'exec' }] }],
  ])('with %s is refused with its place', async (_, document) => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Trap' });
    const refused = await refusal(
      ben.designs.saveDraft.mutate({ designId, revision, document: document as Design }),
    );
    expect(refused.code).toBe('INVALID_INPUT');
    expect(refused.problems[0]?.path).toMatch(/^document/);
  });
});

describe('a version', () => {
  test('never changes, and the draft goes back to it', async () => {
    const made = await ben.designs.create.mutate({ name: 'Published', document: good });
    const { designId, revision } = made;
    const version = await ben.designs.publish.mutate({ designId, revision, note: 'first' });
    expect(version).toMatchObject({ version: 1, note: 'first' });
    const changed = { ...good, nodes: good.nodes.map((node) => ({ ...node, name: `${node.name}!` })) };
    const saved = await ben.designs.saveDraft.mutate({ designId, revision, document: changed });
    expect((await ben.designs.get.query({ designId })).hasUnpublishedChanges).toBe(true);
    expect((await ben.designs.version.query({ designId, version: 1 })).document).toEqual(good);
    const back = await ben.designs.discard.mutate({ designId, revision: saved.revision });
    expect([back.document, back.hasUnpublishedChanges]).toEqual([good, false]);
    expect(await codeOf(ben.designs.publish.mutate({ designId, revision }))).toBe('REVISION_CONFLICT');
  });

  test('of two who publish at once one makes it', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Race', document: good });
    const publish = () =>
      ben.designs.publish.mutate({ designId, revision }).then(
        () => 1,
        () => 0,
      );
    const made: number[] = await Promise.all([publish(), publish(), publish()]);
    expect(made.reduce((sum, one) => sum + one)).toBe(1);
    expect(await ben.designs.versions.query({ designId })).toHaveLength(1);
  });

  test('is what a run belongs to; a design without one, or archived, is not run', async () => {
    const { designId, revision } = await ben.designs.create.mutate({ name: 'Runs', document: good });
    expect(await codeOf(ben.runs.start.mutate({ designId }))).toBe('NOT_PUBLISHED');
    await ben.designs.publish.mutate({ designId, revision });
    const { runId } = await ben.runs.start.mutate({ designId, input: { a: 1 } });
    const { design, run } = await ben.runs.get.query({ runId });
    expect(design).toMatchObject({ designId, version: 1, name: 'Runs', document: good });
    expect(run.workflow).toBe('graph');
    expect((await ben.designs.versions.query({ designId }))[0]?.openRuns).toBe(1);
    await ben.designs.archive.mutate({ designId, archived: true });
    expect(await codeOf(ben.runs.start.mutate({ designId }))).toBe('DESIGN_ARCHIVED');
    expect(await codeOf(ben.runs.start.mutate({ workflow: 'graph' }))).toBe('INVALID_INPUT');
  });
});

test('what is exported can be imported again, as a new draft', async () => {
  const { designId } = await ben.designs.create.mutate({ name: 'Travels', document: good });
  const bundle = await ben.designs.export.query({ designId });
  const copy = await ben.designs.import.mutate({ bundle });
  expect(copy).toMatchObject({ name: 'Travels', document: good, latestVersion: null });
  expect(copy.designId).not.toBe(designId);
});

test('designs are listed page by page, latest changed first', async () => {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ben.designs.list.query({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
    names.push(...page.items.map(({ name, designId }) => `${name} ${designId}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toMatch(/^Travels/);
  const found = await ben.designs.list.query({ text: '100%' });
  expect(found.items).toEqual([]);
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});
