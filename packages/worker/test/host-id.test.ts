import { describe, expect, it } from 'vitest';
import { derivedHostId, hostIdOf } from '../src/lease/host-id.ts';

type Files = Readonly<Record<string, string>>;
const idOf = (files: Files, name: string) => derivedHostId((file) => files[file] ?? null, name);

const BOOT = '/proc/sys/kernel/random/boot_id';
const machine = { '/etc/machine-id': 'a1', [BOOT]: 'boot-1' };

describe('the id of a host', () => {
  it('is the same after a reboot, and says nothing of the machine', () => {
    const before = idOf(machine, 'gpu-1');
    expect(idOf({ ...machine, [BOOT]: 'boot-2' }, 'gpu-1')).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells machines apart that were made from one image', () => {
    expect(idOf(machine, 'gpu-2')).not.toBe(idOf(machine, 'gpu-1'));
  });

  it.each<[string, Files]>([
    ['Docker', { '/.dockerenv': '' }],
    ['Podman', { '/run/.containerenv': '' }],
    ['Kubernetes', { '/proc/1/cgroup': '12:cpu:/kubepods/besteffort/pod1' }],
  ])('in %s is the machine’s, whatever image and name the container has', (_, mark) => {
    const id = idOf({ ...machine, ...mark }, 'worker');
    expect(idOf({ '/etc/machine-id': 'another image', [BOOT]: 'boot-1', ...mark }, 'worker-2')).toBe(id);
    expect(idOf({ ...machine, [BOOT]: 'boot of another machine', ...mark }, 'worker')).not.toBe(id);
  });

  it('is that of the name where there is nothing else', () => {
    expect(idOf({}, 'mac')).toBe(idOf({}, 'mac'));
    expect(idOf({}, 'mac')).not.toBe(idOf({}, 'mac-2'));
  });

  it('that is configured has no slash', () => {
    expect(hostIdOf('rack-7.gpu:1')).toBe('rack-7.gpu:1');
    expect(() => hostIdOf('rack/7')).toThrow('hostId');
  });
});
