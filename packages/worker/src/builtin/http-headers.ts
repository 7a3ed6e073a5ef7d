// Headers that go out: checked, completed, and stripped of credentials on the way to another host.
import { refusal } from './http-target.ts';

export type Headers = Readonly<Record<string, string>>;

/** Set by the connection; set by hand they smuggle a second request or open another protocol. */
const ownedByConnection = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-authorization',
  'proxy-connection',
]);
const MAX_HEADERS = 50;
const MAX_HEADER_LENGTH = 8_192;

/** In lower case. @throws {ApplicationError} `HttpRefused` for names and values that can't be sent. */
export function checkedHeaders(headers: Headers): Headers {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) throw refusal(`A request has at most ${MAX_HEADERS} headers`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const key = name.toLowerCase();
      if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,200}$/.test(key)) {
        throw refusal(`${JSON.stringify(name.slice(0, 60))} is no name of a header`);
      }
      if (ownedByConnection.has(key)) throw refusal(`The header ${key} can't be set`);

      if (value.length > MAX_HEADER_LENGTH || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
        throw refusal(`The value of the header ${key} can't be sent`);
      }
      return [key, value];
    }),
  );
}

/** What may be known by another host than the one it was meant for. */
export function withoutCredentials(headers: Headers): Headers {
  const kept = Object.entries(headers).filter(
    ([name]) => !/auth|cookie|token|secret|key|session|passw/.test(name),
  );
  return Object.fromEntries(kept);
}
