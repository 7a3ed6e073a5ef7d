// Prisma's adapter for pg, with what the schema engine needs beyond queries: catalog types, and a shadow database.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

// adapter-pg 7.10.1 has no column type for the catalog's "char" (18), name (19) and their arrays.
const charOid = 18;
const readAs = new Map([
  [charOid, 25],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

export function migrationAdapter(connectionString) {
  const factory = makeFactory(connectionString);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => withCatalogTypes(await connect());
  factory.connectToShadowDb = () => connectToShadow(connectionString);
  return factory;
}

function makeFactory(connectionString) {
  // Names are printed without the schemas of the path: a role called `baton` would make defaults look changed.
  const options = '-c search_path=public';
  return new PrismaPg({ connectionString, options, max: 1, idleTimeoutMillis: 100, allowExitOnIdle: true });
}

function withCatalogTypes(adapter) {
  const prototype = Object.getPrototypeOf(adapter);
  const performIO = adapter.performIO.bind(adapter);
  adapter.queryRaw = async (query) => {
    let isChar = [];
    const observed = Object.create(adapter, {
      performIO: {
        value: async (sql) => {
          const result = await performIO(sql);
          isChar = result.fields.map((field) => field.dataTypeID === charOid);
          for (const field of result.fields)
            field.dataTypeID = readAs.get(field.dataTypeID) ?? field.dataTypeID;
          return result;
        },
      },
    });
    const result = await prototype.queryRaw.call(observed, query);
    // Text makes the engine panic where it expects "char".
    result.columnTypes = result.columnTypes.map((type, at) => (isChar[at] ? ColumnTypeEnum.Character : type));
    return result;
  };
  return adapter;
}

async function connectToShadow(connectionString) {
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  const name = pg.escapeIdentifier(`prisma_migrate_shadow_db_${randomUUID()}`);
  await admin.query(`create database ${name} template template0`);
  const url = new URL(connectionString);
  url.pathname = `/${name.slice(1, -1)}`;
  const shadow = withCatalogTypes(await makeFactory(url.href).connect());
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  };
  return shadow;
}
