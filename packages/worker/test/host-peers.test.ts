import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { WorkerId } from '@baton/core';
import { expect, test } from 'vitest';
import { hostPeers } from '../src/lease/host-peers.ts';

const id = (): WorkerId => randomUUID() as WorkerId;
const module = new URL('../src/lease/host-peers.ts', import.meta.url).href;

test('a process that was killed is found dead, one that lives is not, and another database is nobody’s business', async () => {
  const scope = `postgres://nowhere/${randomUUID()}`;
  const peers = hostPeers(scope);
  const [mine, other] = [id(), id()];
  peers.announce(mine);
  const code = `import(${JSON.stringify(module)}).then(({ hostPeers }) => {
    hostPeers(${JSON.stringify(scope)}).announce(${JSON.stringify(other)});
    console.log('ready');
    setInterval(() => {}, 1000);
  })`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(peers.dead()).toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(peers.dead()).toEqual([other]);
  expect(hostPeers(`${scope}-2`).dead()).toEqual([]);
  peers.withdraw(other);
  expect(peers.dead()).toEqual([]);
  peers.withdraw(mine);
});
