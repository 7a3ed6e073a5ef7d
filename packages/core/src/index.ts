export * from './activity-author-options.ts';
export * from './activity-options.ts';
export * from './cancel-failure.ts';
export * from './canonical-json.ts';
export * from './command-events.ts';
export * from './commands.ts';
export * from './design.ts';
export * from './duration.ts';
export * from './entries.ts';
export * from './error-codes.ts';
export * from './errors.ts';
export * from './event-codec.ts';
export { eventShapes, type EventShape } from './event-shapes.ts';
export * from './event-types.ts';
export * from './events.ts';
export * from './failure-codec.ts';
export * from './failure-revival.ts';
export * from './failure.ts';
export * from './history-limits.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './limits.ts';
export * from './payload.ts';
export * from './reducer.ts';
export * from './reset-points.ts';
export * from './retry.ts';
export * from './run-end-failure.ts';
export { nodeMarksIn, type MarkedNode } from './reduce-nodes.ts';
export * from './run-state.ts';
export * from './schedule.ts';
export * from './timeout-failure.ts';
export * from './tokens.ts';
export * from './waiting-view.ts';
export * from './waiting.ts';
export * from './workflow-errors.ts';
export { isActivityOpen } from './reduce-activities.ts';
export {
  ExpressionError,
  MAX_EXPRESSION_DEPTH,
  MAX_EXPRESSION_LENGTH,
  MAX_RESULT_BYTES,
  MAX_STEPS,
} from './expression-error.ts';
export { functionNames } from './expression-functions.ts';
export { type Reference } from './expression-references.ts';
export { compileExpression, evaluate, referencesOf, type Compiled, type Scope } from './expression.ts';
export {
  compileTemplate,
  renderJson,
  renderTemplate,
  renderText,
  templateReferences,
  type Template,
} from './template.ts';
export {
  childrenOf,
  edgesFrom,
  edgesInto,
  entriesOf,
  hasInput,
  indexDesign,
  INPUT_PORT,
  isContainer,
  leadingTo,
  mayFanOut,
  portsOf,
  reachableFrom,
  topologicalOrder,
  type DesignIndex,
  type Port,
  type PortRole,
} from './graph-model.ts';
export { textsOf, type DesignText } from './graph-texts.ts';
export { containersOf, upstreamOf, type Upstream } from './graph-upstream.ts';
export { formFields, type FieldKind, type FieldOption, type FormField } from './form-fields.ts';
export { checkFormSchema, type FormProblem } from './form-schema.ts';
export { checkStartInput } from './start-input.ts';
export { validateForm, type FormResult } from './form.ts';
export type { SessionOffer } from './design-check-session.ts';
export { scopeNames, type KnownActivity } from './design-check-data.ts';
export { DEFAULT_START_TO_CLOSE } from './design-check-settings.ts';
export { canPublish, checkDesign, type CheckOptions } from './design-checks.ts';
export { parseDesign, type ParsedDesign } from './design-parse.ts';
export { scheduleProblems } from './schedule-problems.ts';
export { actsAt, nextTick, nextTicks } from './schedule-ticks.ts';
export { cadenceWords } from './schedule-words.ts';
