// Ends what a storm has started when the storm itself is gone, however it went: a frozen process reads nothing and can't end by itself.
// Told line by line on its standard input: `+<pid>`, `-<pid>`, `rm <folder>`; when that ends, it kills and removes what is left.
import fs from 'node:fs';
import { createInterface } from 'node:readline';

const pids = new Set();
const folders = new Set();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line.startsWith('rm ')) folders.add(line.slice(3));
    else if (line.startsWith('+')) pids.add(Number(line.slice(1)));
    else if (line.startsWith('-')) pids.delete(Number(line.slice(1)));
  })
  .on('close', () => {
    for (const pid of pids) kill(pid);
    setTimeout(() => {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }, 500);
  });

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
