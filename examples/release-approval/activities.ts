import { writeFile } from 'node:fs/promises';
import { activity } from '@baton/workflow';
import { z } from 'zod';
import { safeName, storePath } from '../shared/files.ts';

/** Puts the notes together from the changes, as Markdown. */
export const prepareRelease = activity(
  'prepareRelease',
  {
    description: 'Writes the notes of a release from its changes.',
    startToClose: '1 minute',
    input: z.object({ version: z.string().min(1), changes: z.array(z.string()) }),
    output: z.object({ version: z.string(), notes: z.string(), breaking: z.boolean() }),
  },
  async ({ version, changes }) => {
    const isBreaking = (change: string) => /^\w+(\(.*\))?!:|BREAKING/.test(change);
    const breaking = changes.filter(isBreaking);
    const other = changes.filter((change) => !isBreaking(change));
    const list = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${line}`), ''];
    const notes = [`# ${version}`, '', ...list('Breaking', breaking), ...list('Changes', other)].join('\n');
    return { version, notes, breaking: breaking.length > 0 };
  },
);

/** Publishes the notes; again for the same version changes nothing. */
export const publishRelease = activity(
  'publishRelease',
  {
    description: 'Publishes the notes of a release.',
    startToClose: '1 minute',
    retry: { maxAttempts: 5 },
    input: z.object({ version: z.string(), notes: z.string(), approvedBy: z.string() }),
    output: z.object({ file: z.string() }),
  },
  async ({ version, notes, approvedBy }) => {
    const file = `release-${safeName(version)}.md`;
    await writeFile(await storePath(file), `${notes}\nApproved by ${approvedBy}\n`);
    return { file };
  },
);
