// Whether a design can be published: everything that is wrong with it, each with its node and a remedy.
import { checkActivity, checkTexts, unknownActivity, type KnownActivity } from './design-check-data.ts';
import { checkOffers, type SessionOffer } from './design-check-session.ts';
import { checkGraph } from './design-check-graph.ts';
import { checkSettings } from './design-check-settings.ts';
import type { Design, DesignProblem, NodeOf } from './design.ts';
import { certaintyOf } from './graph-certainty.ts';
import { indexDesign } from './graph-model.ts';
import { upstreamOf } from './graph-upstream.ts';

export interface CheckOptions {
  /** What workers offer now; absent: activities aren't checked. */
  readonly activities?: readonly KnownActivity[];
  /** What live workers offer to sessions; absent: not checked. */
  readonly sessionOffers?: readonly SessionOffer[];
}

const MAX_PROBLEMS = 500;

/**
 * Everything wrong with a design, errors first, at most 500.
 *
 * Errors stop publishing, warnings don't. Takes well under 200 ms for 2,000 nodes and 5,000 edges.
 */
export function checkDesign(design: Design, options: CheckOptions = {}): readonly DesignProblem[] {
  const index = indexDesign(design);
  const upstream = upstreamOf(index);
  const facts = { index, upstream, certainty: certaintyOf(index, upstream) };
  const activities =
    options.activities === undefined ? null : new Map(options.activities.map((one) => [one.name, one]));
  const problems = [...checkGraph(design, index)];
  for (const node of design.nodes) {
    problems.push(...checkSettings(node, index), ...checkTexts(node, facts));
    if (node.kind === 'activity' && activities !== null) problems.push(...checkActivity(node, activities));
    if (node.kind === 'session') problems.push(...checkAgainst(node, options));
  }
  const rank = ({ severity }: DesignProblem) => (severity === 'error' ? 0 : 1);
  return problems.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_PROBLEMS);
}

function checkAgainst(node: NodeOf<'session'>, { activities, sessionOffers }: CheckOptions): DesignProblem[] {
  const { cleanup } = node.config;
  const isUnknown =
    cleanup !== undefined &&
    cleanup.activity !== '' &&
    activities?.some(({ name }) => name === cleanup.activity) === false;
  return [
    ...(sessionOffers === undefined ? [] : checkOffers(node, sessionOffers)),
    ...(isUnknown ? [unknownActivity(node, cleanup.activity, 'cleanup.activity')] : []),
  ];
}

/** Whether nothing stops publishing. */
export function canPublish(problems: readonly DesignProblem[]): boolean {
  return problems.every(({ severity }) => severity === 'warning');
}
