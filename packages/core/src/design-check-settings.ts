// What must hold for the settings of each kind of node.
import type { DesignNode, DesignProblem, NodeKind, NodeOf } from './design.ts';
import { checkInSession, checkSession, isInside } from './design-check-session.ts';
import { problem, titled } from './design-problem.ts';
import { checkFormSchema } from './form-schema.ts';
import { edgesFrom, isContainer, portsOf, type DesignIndex } from './graph-model.ts';
import type { Json } from './json.ts';

type Check<K extends NodeKind> = (node: NodeOf<K>, index: DesignIndex) => readonly DesignProblem[];
const none = () => [];

const checks: { readonly [K in NodeKind]: Check<K> } = {
  start: (node, index) => [...checkSchema(node, 'input', node.config.input), ...mustBeOutside(node, index)],
  activity: (node, index) => [...checkTimeouts(node), ...checkInSession(node, index)],
  http: (node, index) => [...checkTimeouts(node), ...checkInSession(node, index)],
  human: (node, index) => [...checkHuman(node), ...openOutcomes(node, index), ...holdsWorker(node, index)],
  timer: checkTimer,
  signal: (node, index) => [...checkSignal(node), ...holdsWorker(node, index)],
  branch: (node, index) => [...checkBranch(node), ...openOutcomes(node, index)],
  parallel: none,
  join: none,
  session: checkSession,
  transform: none,
  fail: none,
  end: mustBeOutside,
};

/** The problems of a node's own settings, its place in a session included. */
export function checkSettings(node: DesignNode, index: DesignIndex): readonly DesignProblem[] {
  const check = checks[node.kind] as (node: DesignNode, index: DesignIndex) => readonly DesignProblem[];
  return [...checkParent(node, index), ...check(node, index)];
}

function checkParent(node: DesignNode, index: DesignIndex): readonly DesignProblem[] {
  if (node.parentId === undefined) return [];
  const parent = index.nodes.get(node.parentId);
  if (parent !== undefined && isContainer(parent.kind) && parent.id !== node.id) return [];
  return [
    problem({
      code: 'BAD_PARENT',
      node,
      path: 'parentId',
      message: `${titled(node)} says that it is inside of “${node.parentId}”, which is no session.`,
      remedy: 'Move it out, or into a session.',
    }),
  ];
}

function mustBeOutside(node: DesignNode, index: DesignIndex): readonly DesignProblem[] {
  if (!isInside(node, index)) return [];
  return [
    problem({
      code: 'NOT_IN_SESSION',
      node,
      message: `${titled(node)} can't be inside a session.`,
      remedy: 'Move it out; a session begins at the nodes that no edge leads to, and ends when all are done.',
    }),
  ];
}

function holdsWorker(node: DesignNode, index: DesignIndex): readonly DesignProblem[] {
  if (!isInside(node, index)) return [];
  return [
    problem({
      severity: 'warning',
      code: 'HOLDS_WORKER',
      node,
      message: `${titled(node)} waits inside a session, and holds its worker meanwhile: perhaps for days.`,
      remedy: 'Close the session before, and open another one afterwards.',
    }),
  ];
}

/** What an activity without any time limit gets; see graph/options of the engine. */
export const DEFAULT_START_TO_CLOSE = '10 minutes';

function checkTimeouts(node: NodeOf<'activity' | 'http'>): readonly DesignProblem[] {
  const { startToClose, scheduleToClose } = node.config.options ?? {};
  if (startToClose !== undefined || scheduleToClose !== undefined) return [];
  return [
    problem({
      severity: 'warning',
      code: 'NO_TIMEOUT',
      node,
      path: 'options.startToClose',
      message: `${titled(node)} has no time limit; it gets ${DEFAULT_START_TO_CLOSE} for each attempt.`,
      remedy: 'Say how long one attempt may take (start to close).',
    }),
  ];
}

function checkHuman(node: NodeOf<'human'>): readonly DesignProblem[] {
  const { outcomes, form, assignees = [] } = node.config;
  const found = [...checkSchema(node, 'form', form), ...checkPortNames(node, outcomes, 'outcomes')];
  if (assignees.length === 0) {
    found.push(
      problem({
        severity: 'warning',
        code: 'NO_ASSIGNEE',
        node,
        path: 'assignees',
        message: `Anybody who may decide can decide ${titled(node)}.`,
        remedy: 'Name people or roles, such as role:release.',
      }),
    );
  }
  for (const [at, assignee] of assignees.entries()) {
    if (assignee.includes('{{') || /^(person|role):\S/.test(assignee)) continue;
    found.push(
      problem({
        code: 'BAD_ASSIGNEE',
        node,
        path: `assignees.${at}`,
        message: `${titled(node)} is given to “${assignee.slice(0, 60)}”, which is neither a person nor a role.`,
        remedy: 'Write person:ana@example.com or role:release.',
      }),
    );
  }
  return found;
}

/** The names that ports of every kind have. */
const takenPorts = new Set(['error', 'else', 'in']);

function checkPortNames(node: DesignNode, names: readonly string[], path: string): DesignProblem[] {
  return names.flatMap((name, at) => {
    const taken = takenPorts.has(name) || names.indexOf(name) < at;
    if (!taken) return [];
    return [
      problem({
        code: 'DUPLICATE_PORT',
        node,
        path: `${path}.${at}`,
        message: `${titled(node)} has two ways out named “${name}”.`,
        remedy: 'Give it another name.',
      }),
    ];
  });
}

/** Outcomes, cases and `else` that lead nowhere: the run would just end there. */
function openOutcomes(node: DesignNode, index: DesignIndex): readonly DesignProblem[] {
  if (isInside(node, index)) return [];
  const connected = new Set(edgesFrom(index, node.id).map(({ sourcePort }) => sourcePort));
  const open = portsOf(node).filter(({ name, role }) => role !== 'error' && !connected.has(name));
  return open.map(({ name, role }) =>
    problem({
      severity: 'warning',
      code: role === 'else' ? 'NO_ELSE' : 'OPEN_OUTCOME',
      node,
      message: `Nothing follows ${titled(node)} at “${name}”.`,
      remedy: 'Connect it, for instance to an end.',
    }),
  );
}

function checkBranch(node: NodeOf<'branch'>): readonly DesignProblem[] {
  return checkPortNames(
    node,
    node.config.cases.map(({ port }) => port),
    'cases',
  );
}

function checkTimer(node: NodeOf<'timer'>): readonly DesignProblem[] {
  const { duration, until } = node.config;
  if ((duration === undefined) !== (until === undefined)) return [];
  return [
    problem({
      code: 'TIMER_WITHOUT_TIME',
      node,
      path: 'duration',
      message: `${titled(node)} needs either how long or until when to wait${until === undefined ? '' : ', not both'}.`,
      remedy: 'Say a duration such as 2 hours, or a moment.',
    }),
  ];
}

function checkSignal(node: NodeOf<'signal'>): readonly DesignProblem[] {
  if (node.config.signal.trim() === '') {
    return [
      problem({
        code: 'NO_SIGNAL_NAME',
        node,
        path: 'signal',
        message: `${titled(node)} waits for a signal without a name.`,
        remedy: 'Name the signal.',
      }),
    ];
  }
  if (node.config.timeout !== undefined) return [];
  return [
    problem({
      severity: 'warning',
      code: 'WAITS_FOR_EVER',
      node,
      path: 'timeout',
      message: `${titled(node)} waits for ever if the signal never comes.`,
      remedy: 'Say how long to wait, and connect its error.',
    }),
  ];
}

function checkSchema(node: DesignNode, path: string, schema: Json | undefined): DesignProblem[] {
  if (schema === undefined) return [];
  return checkFormSchema(schema).map((wrong) =>
    problem({
      code: 'BAD_FORM',
      node,
      path,
      message: `The form of ${titled(node)} is wrong${wrong.path === '' ? '' : ` at ${wrong.path.slice(0, 80)}`}: ${wrong.message}.`,
      remedy: 'Correct the form.',
    }),
  );
}
