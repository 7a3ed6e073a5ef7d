import type { Deps } from '../context.ts';
import { VERSION } from '../version.ts';
import type { Health } from '../views/admin.ts';

/** Asks the database one question, so it also says how fast that answers. Never throws: what is down is said. */
export async function readHealth({ pool, startedAtMs }: Pick<Deps, 'pool' | 'startedAtMs'>): Promise<Health> {
  const askedMs = performance.now();
  const active = await countWorkers(pool);
  const latencyMs = Math.round(performance.now() - askedMs);
  return {
    ok: active !== null,
    version: VERSION,
    database: { ok: active !== null, latencyMs: active === null ? null : latencyMs },
    workers: { active: active ?? 0 },
    uptimeMs: Date.now() - startedAtMs,
  };
}

async function countWorkers(pool: Deps['pool']): Promise<number | null> {
  try {
    const { rows } = await pool.query<{ active: number }>(
      `select count(*)::integer as active
       from baton.worker
       where state in ('active', 'draining') and lease_until > clock_timestamp()`,
    );
    return rows[0]?.active ?? 0;
  } catch {
    return null;
  }
}
