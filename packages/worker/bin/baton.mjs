#!/usr/bin/env node
// TypeScript is run as it is, that of the author's modules, too.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
