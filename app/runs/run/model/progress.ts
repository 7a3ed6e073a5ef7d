// How far an activity is, read from the details of its heartbeats where they have one of the known shapes. Pure.
import type { Json } from '@baton/core';
import type { Progress } from '../../../canvas/node-live.ts';

/** `{done, total}`, `{step, of}`, `{percent}`, with an optional `label`; else the number of the heartbeat. */
export function progressOf(details: Json, sequence: number): Progress {
  const record = asRecord(details);
  const label = typeof record['label'] === 'string' ? record['label'] : null;
  for (const [part, whole] of shapes) {
    const done = record[part];
    const total = record[whole];
    if (typeof done !== 'number' || typeof total !== 'number' || total <= 0) continue;
    return { share: clamp(done / total), label: label ?? `${count(done)} of ${count(total)}` };
  }
  const percent = record['percent'];
  if (typeof percent === 'number')
    return { share: clamp(percent / 100), label: label ?? `${String(Math.round(percent))} %` };
  return { share: null, label: label ?? `Checkpoint ${String(sequence)}` };
}

const shapes = [
  ['done', 'total'],
  ['step', 'of'],
  ['frame', 'frames'],
  ['row', 'rows'],
  ['epoch', 'epochs'],
] as const;

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(1);
}
function asRecord(value: Json): Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}
