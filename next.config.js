import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

// Next rewrites the tsconfig that it is given. Ours is strict and shared, so it gets one of its own, made when it is missing.
const scratch = 'node_modules/.cache/baton';
mkdirSync(new URL(scratch, import.meta.url), { recursive: true });
const scratchConfig = new URL(`${scratch}/tsconfig.next.json`, import.meta.url);
if (!existsSync(scratchConfig)) writeFileSync(scratchConfig, '{}\n');

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // A second build beside a running server (tests, screenshots) takes a folder of its own.
  distDir: process.env.BATON_NEXT_DIST ?? '.next',
  transpilePackages: ['@baton/core'],
  turbopack: { root },
  outputFileTracingRoot: root,
  // The contract of types and lint is kept by `npm run check`, once, for the whole repository.
  typescript: { ignoreBuildErrors: true, tsconfigPath: `${scratch}/tsconfig.next.json` },
  devIndicators: false,
  // Development only: the servers of this project listen there, not on `localhost` alone.
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
