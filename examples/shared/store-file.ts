// Putting a file into the store so that nobody ever sees half of it.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { storePath } from './files.ts';

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Copies a file into the store under a name; the same file again changes nothing, so it may be repeated. */
export async function storeFile(from: string, name: string, signal: AbortSignal): Promise<StoredFile> {
  const to = await storePath(name);
  const part = `${to}.${process.pid}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    createReadStream(from),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(part),
    { signal },
  );
  await rename(part, to);
  return { name, bytes, sha256: hash.digest('hex') };
}
