// What an API key looks like: `bk_live_<id>_<secret><checksum>`. The checksum tells typos and scanners apart without the database.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;
/** 43 characters of 62 kinds: 256 bits. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const PREFIX = 'bk_live_';
const pattern = /^bk_live_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

export interface ApiKeyParts {
  readonly id: string;
  /** What is stored: SHA-256 of the whole key, in hex. The secret has 256 bits, so no slow hash is needed (ASVS 6.5.2). */
  readonly hash: string;
}

/** A new key; the text is told once. */
export function makeApiKey(): ApiKeyParts & { readonly text: string } {
  const id = randomText(ID_LENGTH);
  const head = `${PREFIX}${id}_${randomText(SECRET_LENGTH)}`;
  const text = head + checksum(head);
  return { id, hash: hashOf(text), text };
}

/** Null: no key of ours, or mistyped. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const match = text.length > 100 ? null : pattern.exec(text);
  const id = match?.[1];
  if (id === undefined) return null;
  const head = text.slice(0, -CHECKSUM_LENGTH);
  return checksum(head) === text.slice(-CHECKSUM_LENGTH) ? { id, hash: hashOf(text) } : null;
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}

/** SHA-256 in hex: for secrets with at least 128 random bits only. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

function checksum(head: string): string {
  let rest = crc32(head);
  let text = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 = 4 × 62: larger bytes would make the first characters likelier.
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62);
    }
  }
  return text;
}
