// What prisma/citus.sql says of each table.
import { readFileSync } from 'node:fs';

export interface CitusTables {
  readonly distributed: readonly {
    readonly table: string;
    readonly column: string;
    readonly with: string | null;
  }[];
  readonly reference: readonly string[];
  readonly local: readonly string[];
}

const distribute =
  /select create_distributed_table\('baton\.(\w+)', '(\w+)'(?:, colocate_with => '(?:baton\.)?(\w+)')?(?:, shard_count => \d+)?\);/g;

export function citusTables(): CitusTables {
  const text = readFileSync(new URL('../../../prisma/citus.sql', import.meta.url), 'utf8');
  return {
    distributed: [...text.matchAll(distribute)].map(([, table = '', column = '', colocated]) => ({
      ...{ table, column },
      with: colocated ?? null,
    })),
    reference: [...text.matchAll(/select create_reference_table\('baton\.(\w+)'\);/g)].map(
      ([, table = '']) => table,
    ),
    local: [...text.matchAll(/^-- local: baton\.(\w+)/gm)].map(([, table = '']) => table),
  };
}
