'use client';
// Tidying up in a worker, so that the page stays smooth. The worker (and ELK's 440 kB) comes with the first use.
import type { Design } from '@baton/core';
import type { ElkNode } from 'elkjs/lib/elk-api';
import type { Box } from '../model/geometry.ts';
import { type ElkGraph, fromElk, toElk } from '../model/auto-layout.ts';

/** ELK needs 1.5 s for 600 nodes; what takes longer than this is given up. */
const DEADLINE_MS = 10_000;

interface Elk {
  readonly layout: (graph: ElkNode) => Promise<ElkNode>;
  readonly terminateWorker: () => void;
}
let elk: Promise<Elk> | null = null;

/** Places for all nodes by id. @throws {Error} when it takes too long; the worker is then thrown away. */
export async function tidy(design: Design): Promise<ReadonlyMap<string, Box>> {
  elk ??= startElk();
  const engine = await elk;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      engine.terminateWorker();
      elk = null;
      reject(new Error('Tidying up took too long and was stopped.'));
    }, DEADLINE_MS);
  });
  try {
    // ELK writes into the graph that it is given: it gets its own.
    const graph = structuredClone(toElk(design)) as ElkNode;
    return fromElk((await Promise.race([engine.layout(graph), tooLong])) as ElkGraph);
  } finally {
    clearTimeout(timer);
  }
}

async function startElk(): Promise<Elk> {
  const { default: ElkApi } = await import('elkjs/lib/elk-api.js');
  return new ElkApi({ workerFactory: () => new Worker(new URL('./elk.worker.ts', import.meta.url)) });
}
