// What Node's modules offer and replay could not repeat: in workflow code it is made repeatable, or refused with the name of what to use
// instead. The globals are guarded by the SDK; named imports of these modules are the same functions, so they are guarded here, too.
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import tls from 'node:tls';
import { refuseInWorkflow, workflowNowMs, workflowRandom } from '@baton/workflow';

type Functions = Record<string, unknown>;
type Call = (...args: unknown[]) => unknown;

let guarded = false;

/** Once per process. Costs other code a look-up of the async context per call. */
export function guardModules(): void {
  if (guarded) return;
  guarded = true;
  for (const { module, of, names, use } of refused) {
    for (const name of names) replace(of, name, refusing(`${module} ${name}()`, use));
  }
  replace(crypto, 'randomBytes', seededBytes);
  // The SDK has guarded the global one.
  replace(
    crypto,
    'randomUUID',
    (real) =>
      (...args) =>
        workflowNowMs() === null ? real(...args) : globalThis.crypto.randomUUID(),
  );
  guardHrtime();
  syncBuiltinESMExports();
}

const activity = 'an activity';

const refused = [
  { module: 'node:timers', of: timers, names: ['setTimeout', 'setInterval', 'setImmediate'], use: 'sleep()' },
  {
    module: 'node:timers/promises',
    of: timersPromises,
    names: ['setTimeout', 'setInterval', 'setImmediate'],
    use: 'sleep()',
  },
  {
    module: 'node:crypto',
    of: crypto,
    names: ['randomInt', 'randomFill', 'randomFillSync', 'generateKey', 'generateKeySync'],
    use: 'random() or uuid()',
  },
  {
    module: 'node:crypto',
    of: crypto,
    names: ['generateKeyPair', 'generateKeyPairSync'],
    use: activity,
  },
  { module: 'node:http', of: http, names: ['request', 'get'], use: activity },
  { module: 'node:https', of: https, names: ['request', 'get'], use: activity },
  { module: 'node:net', of: net, names: ['connect', 'createConnection'], use: activity },
  { module: 'node:tls', of: tls, names: ['connect'], use: activity },
  { module: 'node:dns', of: dns, names: ['lookup', 'resolve'], use: activity },
  {
    module: 'node:child_process',
    of: childProcess,
    names: ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
    use: activity,
  },
] as const;

function replace(module: Functions, name: string, make: (real: Call) => Call): void {
  const real = module[name] as Call;
  const made = make(real);
  // What hangs on the function (`util.promisify.custom`) stays.
  for (const key of Object.getOwnPropertySymbols(real)) {
    Object.defineProperty(made, key, Object.getOwnPropertyDescriptor(real, key) ?? {});
  }
  module[name] = made;
}

function refusing(api: string, use: string): (real: Call) => Call {
  return (real) =>
    function (this: unknown, ...args: unknown[]): unknown {
      refuseInWorkflow(api, use);
      return Reflect.apply(real, this, args);
    };
}

function seededBytes(real: Call): Call {
  return (...args) => {
    const random = workflowRandom('node:crypto randomBytes()');
    if (random === null) return real(...args);
    const [size, callback] = args;
    if (callback !== undefined)
      refuseInWorkflow('node:crypto randomBytes() with a callback', 'randomBytes()');
    return Buffer.from(Array.from({ length: Number(size) }, () => Math.floor(random() * 256)));
  };
}

function guardHrtime(): void {
  const real = process.hrtime;
  const hrtime = (before?: [number, number]): [number, number] => {
    const nowMs = workflowNowMs();
    if (nowMs === null) return real(before);
    const at = inNanoseconds(nowMs) - (before === undefined ? 0n : nanoseconds(before));
    return [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)];
  };
  const bigint = (): bigint => {
    const nowMs = workflowNowMs();
    return nowMs === null ? real.bigint() : inNanoseconds(nowMs);
  };
  process.hrtime = Object.assign(hrtime, { bigint });
}

function inNanoseconds(ms: number): bigint {
  return BigInt(Math.floor(ms)) * 1_000_000n;
}

function nanoseconds([seconds, rest]: [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}
