// The OpenAPI document of /api/v1, made from the inputs that the procedures check.
import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../errors.ts';
import { permissions } from '../permissions.ts';
import { VERSION } from '../version.ts';
import { type RestRoute, restRoutes } from './rest-routes.ts';

type JsonSchema = Record<string, unknown>;

let made: JsonSchema | null = null;

export function openApiDocument(): JsonSchema {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'Baton',
      version: VERSION,
      description:
        'Start runs, signal them, and complete, fail or heartbeat their activities. Errors have a stable `error.data.code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ apiKey: [] }],
    paths: pathsOf(restRoutes),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `bk_live_…`' },
      },
      schemas: { Error: errorSchema() },
    },
  };
  return made;
}

function pathsOf(routes: readonly RestRoute[]): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(route);
  }
  return paths;
}

function operation(route: RestRoute): JsonSchema {
  const schema = schemaOf(route.input, 'input');
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const { scope } = permissions[route.procedure];
  return {
    operationId: route.procedure.replace('.', '_'),
    summary: route.summary,
    description: scope === null ? undefined : `Needs the scope \`${scope}\`.`,
    parameters: parameters(schema, inPath, route.method === 'GET'),
    requestBody:
      route.method === 'GET'
        ? undefined
        : { required: true, content: { 'application/json': { schema: without(schema, inPath) } } },
    responses: {
      200: {
        description: 'Done',
        content: { 'application/json': { schema: schemaOf(route.answer, 'output') } },
      },
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parameters(
  schema: JsonSchema,
  inPath: readonly string[],
  withQuery: boolean,
): readonly JsonSchema[] {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries(propertiesOf(schema))
    .filter(([name]) => withQuery || inPath.includes(name))
    .map(([name, type]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || required.has(name),
      schema: type,
    }));
}

/** The body: all that does not stand in the path. */
function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  if (names.length === 0) return schema;
  const properties = Object.entries(propertiesOf(schema)).filter(([name]) => !names.includes(name));
  const required = (schema['required'] as string[] | undefined) ?? [];
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: required.filter((name) => !names.includes(name)),
  };
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  return (schema['properties'] as JsonSchema | undefined) ?? {};
}

/** Values of any JSON have no schema of their own: they become `{}`. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as JsonSchema;
  return schema;
}

function errorSchema(): JsonSchema {
  const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
  return schemaOf(
    z.object({
      error: z.object({
        message: z.string(),
        code: z.number(),
        data: z.object({
          code: z.enum(codes),
          httpStatus: z.number(),
          path: z.string().nullable(),
          problems: z.array(z.object({ path: z.string(), message: z.string() })),
          details: z.unknown(),
        }),
      }),
      requestId: z.string(),
    }),
    'output',
  );
}
