// Which machine this is, where nobody has said so: for what its workers share.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ValidationError } from '@baton/core';

const pattern = /^[\w.:-]{1,100}$/;

/** @throws {ValidationError} */
export function hostIdOf(id: string): string {
  if (!pattern.test(id)) throw new ValidationError('1 to 100 letters, digits, and . : _ -', 'hostId');
  return id;
}

/**
 * An id that all processes of this machine find, and those of no other.
 *
 * On Linux from the machine's id and name, the same after a reboot. In a container these are the image's or made up for it, so there it is
 * the running kernel's boot id: containers of one machine have it in common, two machines never, and a reboot changes it. Elsewhere
 * the host's name is all there is. Hashed, since a machine's id is not for others to know.
 * @see https://www.freedesktop.org/software/systemd/man/latest/machine-id.html
 */
export function derivedHostId(read: (file: string) => string | null = readText, name = hostname()): string {
  const inContainer =
    containerMarks.some((file) => read(file) !== null) || isContainerGroup(read('/proc/1/cgroup'));
  const machine = inContainer ? null : read('/etc/machine-id');
  const boot = read('/proc/sys/kernel/random/boot_id');
  const facts = machine ? ['machine', machine, name] : inContainer && boot ? ['boot', boot] : ['name', name];
  return createHash('sha256')
    .update(`baton ${facts.join(' ')}`)
    .digest('hex')
    .slice(0, 16);
}

/** Docker and Podman leave these. */
const containerMarks = ['/.dockerenv', '/run/.containerenv'];

function isContainerGroup(groups: string | null): boolean {
  return groups !== null && /docker|kubepods|containerd|libpod|lxc/.test(groups);
}

function readText(file: string): string | null {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  } catch {
    return null;
  }
}
