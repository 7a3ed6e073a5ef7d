// Calls over HTTP as services make them: connections that stay open, the next call when the last is answered.
import http from 'node:http';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key: string;
  readonly body?: object;
}

export interface Calls {
  readonly latenciesMs: readonly number[];
  readonly seconds: number;
}

/** So many at a time, for a while. @throws {Error} with the answer, if one isn't a success. */
export async function callInLanes(
  origin: string,
  lanes: number,
  forSeconds: number,
  next: (count: number) => Call,
): Promise<Calls> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: lanes });
  const latenciesMs: number[] = [];
  let count = 0;
  const beganAtMs = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - beganAtMs < forSeconds * 1_000) {
      const sentAtMs = performance.now();
      await call(origin, agent, next(count++));
      latenciesMs.push(performance.now() - sentAtMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    agent.destroy();
  }
  return { latenciesMs, seconds: (performance.now() - beganAtMs) / 1_000 };
}

function call(origin: string, agent: http.Agent, { method, path, key, body }: Call): Promise<void> {
  const text = body === undefined ? null : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${key}`,
    ...(text !== null && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const request = http.request(`${origin}${path}`, { method, agent, headers }, (answer) => {
      let said = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (said += chunk));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${path} answered ${String(answer.statusCode)}: ${said.slice(0, 500)}`));
      });
    });
    request.on('error', reject);
    request.end(text);
  });
}
