import { describe, expect, it } from 'vitest';
import { checkDesign } from '../src/index.ts';
import { designOf, node } from './designs.ts';

type Settings = Readonly<Record<string, unknown>>;

describe('the settings of a session', () => {
  const checked = (config: Settings, inside: Settings = {}, options = {}) =>
    checkDesign(
      designOf(
        [
          node('start', 'start'),
          node('session', 's', { config }),
          node('activity', 'a', { in: 's', config: inside }),
          node('end', 'end'),
        ],
        'start -> s -> end',
      ),
      options,
    );
  const found = (...given: Parameters<typeof checked>) =>
    checked(...given).map(({ code, path, severity }) => `${severity} ${code} ${path ?? ''}`);

  it('need both time limits, each above 0', () => {
    expect(found({ creationTimeout: '', executionTimeout: '' })).toEqual([
      'error NO_SESSION_TIMEOUT creationTimeout',
      'error NO_SESSION_TIMEOUT executionTimeout',
    ]);
    expect(found({ idleTimeout: 0, cleanupTimeout: '0s' })).toEqual([
      'error BAD_DURATION idleTimeout',
      'error BAD_DURATION cleanupTimeout',
    ]);
    expect(found({ idleTimeout: 'soon' })).toEqual(['error BAD_DURATION idleTimeout']);
    expect(found({ idleTimeout: '{{ input.idle }}' })).toEqual([]);
  });

  it('ask for whole amounts, with a name', () => {
    expect(found({ resources: { gpu: 0.5, ram: 0, disk: -1, '': 2, cpu: 1 } })).toEqual([
      'error BAD_AMOUNT resources.gpu',
      'error BAD_AMOUNT resources.ram',
      'error BAD_AMOUNT resources.disk',
      'error BAD_AMOUNT resources.',
    ]);
  });

  it('warn of what is missing, or has no effect', () => {
    expect(found({ onWorkerLost: 'reestablish' })).toEqual([
      'warning NO_REESTABLISH_TIMEOUT reestablishTimeout',
    ]);
    expect(found({ onWorkerLost: 'reestablish', reestablishTimeout: '5m' })).toEqual([]);
    expect(found({ reestablishTimeout: '5m' })).toEqual(['warning USELESS_SETTING reestablishTimeout']);
    expect(found({ idleTimeout: '2h', executionTimeout: '1h' })).toEqual([
      'warning USELESS_SETTING idleTimeout',
    ]);
    expect(found({ retryOn: ['OPERATOR'], maxAttempts: 1 })).toEqual(['warning USELESS_SETTING retryOn']);
    expect(found({ retryOn: [] })).toEqual(['warning USELESS_SETTING retryOn']);
    expect(found({ maxAttempts: 3 })).toEqual([]);
  });

  it('warn of an activity that its session overrules, or that may outlive it', () => {
    const inside = { options: { startToClose: '2h', taskQueue: 'gpu' } };
    expect(found({ executionTimeout: '1h' }, inside)).toEqual([
      'warning USELESS_SETTING options.taskQueue',
      'warning LONGER_THAN_SESSION options.startToClose',
    ]);
  });

  it('name the activity that cleans up', () => {
    expect(found({ cleanup: { activity: '' } })).toEqual(['error NO_ACTIVITY cleanup.activity']);
    const activities = [{ name: 'charge' }, { name: 'a' }];
    const known = checked({ cleanup: { activity: 'wipe' } }, { activity: 'charge' }, { activities });
    expect(known.map(({ code, path }) => `${code} ${path ?? ''}`)).toEqual([
      'UNKNOWN_ACTIVITY cleanup.activity',
    ]);
  });

  it('are held against what live workers offer', () => {
    const offer = (resources: Readonly<Record<string, number>>, ...taskQueues: string[]) => ({
      taskQueues,
      resources,
    });
    const against = (config: Settings, ...sessionOffers: ReturnType<typeof offer>[]) =>
      found(config, {}, { sessionOffers });
    expect(against({})).toEqual(['warning NO_SESSION_WORKER taskQueue']);
    expect(against({ taskQueue: 'gpu' }, offer({}, 'default'))).toEqual([
      'warning NO_SESSION_WORKER taskQueue',
    ]);
    expect(against({ resources: { gpu: 1 } }, offer({}, 'default'))).toEqual([
      'warning UNKNOWN_RESOURCE resources.gpu',
    ]);
    expect(against({ resources: { gpu: 3 } }, offer({ gpu: 2 }, 'default'))).toEqual([
      'warning UNKNOWN_RESOURCE resources.gpu',
    ]);
    const apart = [offer({ gpu: 1 }, 'default'), offer({ ram: 9 }, 'default')];
    expect(against({ resources: { gpu: 1, ram: 9 } }, ...apart)).toEqual([
      'warning UNKNOWN_RESOURCE resources',
    ]);
    expect(against({ resources: { gpu: 1 } }, ...apart)).toEqual([]);
  });

  it('is held against the builds of live workers', () => {
    const [old, next] = [
      { taskQueues: ['default'], resources: { gpu: 4 }, buildId: 'v1' },
      { taskQueues: ['default'], resources: { gpu: 1 }, buildId: 'v2' },
    ];
    const against = (config: Settings) => found(config, {}, { sessionOffers: [old, next] });
    expect(against({ buildId: 'v3' })).toEqual(['warning UNKNOWN_BUILD buildId']);
    expect(against({ buildId: 'v2' })).toEqual([]);
    expect(against({ buildId: '{{ input.build }}' })).toEqual([]);
    // What another build has is no help.
    expect(against({ buildId: 'v2', resources: { gpu: 2 } })).toEqual([
      'warning UNKNOWN_RESOURCE resources.gpu',
    ]);
  });
});
