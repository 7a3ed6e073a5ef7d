// What each kind of node is called and looks like. A new kind doesn't compile until it has a row in every table.
import type { NodeKind } from '@baton/core';
import {
  Braces,
  CircleX,
  Clock,
  Columns3,
  Flag,
  GitBranch,
  Globe,
  Layers,
  Merge,
  Play,
  Radio,
  Split,
  SquareFunction,
  UserCheck,
  type LucideIcon,
} from 'lucide-react';

export type NodeShape = 'card' | 'pill' | 'capsule' | 'bar' | 'container';

export interface KindLook {
  /** Said wherever the node is named: never by its icon or colour alone. */
  readonly word: string;
  readonly icon: LucideIcon;
  readonly shape: NodeShape;
  /** One line in the palette. */
  readonly about: string;
  /** What people call it elsewhere, for the search. */
  readonly alias: string;
  readonly group: 'Work' | 'People' | 'Flow' | 'Data' | 'Ends';
}

export const kinds: Readonly<Record<NodeKind, KindLook>> = {
  start: {
    word: 'Start',
    icon: Play,
    shape: 'pill',
    about: 'Where a run begins, and what it is given',
    alias: 'trigger input begin',
    group: 'Ends',
  },
  activity: {
    word: 'Activity',
    icon: SquareFunction,
    shape: 'card',
    about: 'Code of yours, run by a worker',
    alias: 'task step function code worker',
    group: 'Work',
  },
  http: {
    word: 'HTTP request',
    icon: Globe,
    shape: 'card',
    about: 'Call a service over HTTP',
    alias: 'rest api fetch webhook url call',
    group: 'Work',
  },
  human: {
    word: 'Approval',
    icon: UserCheck,
    shape: 'card',
    about: 'Ask a person to decide or fill in a form',
    alias: 'human task person form review decide inbox manual',
    group: 'People',
  },
  timer: {
    word: 'Timer',
    icon: Clock,
    shape: 'capsule',
    about: 'Wait for a time',
    alias: 'sleep delay wait pause until',
    group: 'Flow',
  },
  signal: {
    word: 'Signal',
    icon: Radio,
    shape: 'capsule',
    about: 'Wait until something from outside arrives',
    alias: 'event message wait webhook callback',
    group: 'Flow',
  },
  branch: {
    word: 'Branch',
    icon: GitBranch,
    shape: 'card',
    about: 'Go one way or another, by a condition',
    alias: 'if else switch condition decision gateway case',
    group: 'Flow',
  },
  parallel: {
    word: 'Parallel',
    icon: Split,
    shape: 'bar',
    about: 'Go several ways at once',
    alias: 'fork split fan out',
    group: 'Flow',
  },
  join: {
    word: 'Join',
    icon: Merge,
    shape: 'bar',
    about: 'Wait for all ways, or the first',
    alias: 'merge wait fan in gather',
    group: 'Flow',
  },
  session: {
    word: 'Session',
    icon: Layers,
    shape: 'container',
    about: 'Keep activities on one worker',
    alias: 'container group machine gpu pin affinity sticky',
    group: 'Work',
  },
  transform: {
    word: 'Transform',
    icon: Braces,
    shape: 'capsule',
    about: 'Shape data with expressions',
    alias: 'map set variable json data expression',
    group: 'Data',
  },
  fail: {
    word: 'Fail',
    icon: CircleX,
    shape: 'pill',
    about: 'End the run as failed',
    alias: 'error throw stop abort',
    group: 'Ends',
  },
  end: {
    word: 'End',
    icon: Flag,
    shape: 'pill',
    about: 'End the run with a result',
    alias: 'finish stop return output',
    group: 'Ends',
  },
};

export const kindOrder: readonly NodeKind[] = [
  'activity',
  'human',
  'http',
  'session',
  'branch',
  'parallel',
  'join',
  'timer',
  'signal',
  'transform',
  'end',
  'fail',
  'start',
];

/** For what a newer version drew. */
export const unknownLook: KindLook = {
  word: 'Unknown',
  icon: Columns3,
  shape: 'card',
  about: 'A node that this version doesn’t know',
  alias: '',
  group: 'Flow',
};
