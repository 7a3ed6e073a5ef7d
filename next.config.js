import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

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
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

export default config;
