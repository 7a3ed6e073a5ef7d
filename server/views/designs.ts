import type { Design, DesignProblem, Json } from '@baton/core';

export interface DesignItem {
  readonly designId: string;
  readonly name: string;
  /** Null: never published. */
  readonly latestVersion: number | null;
  /** The draft differs from the latest version. */
  readonly hasUnpublishedChanges: boolean;
  readonly nodes: number;
  readonly archived: boolean;
  readonly updatedAtMs: number;
  readonly updatedByName: string | null;
  /** 1,000: as many or more. */
  readonly openRuns: number;
}
export interface DesignPage {
  readonly items: readonly DesignItem[];
  readonly nextCursor: string | null;
}

export interface DesignDetail {
  readonly designId: string;
  readonly name: string;
  readonly archived: boolean;
  /** Of the draft; rises with each save. */
  readonly revision: number;
  readonly document: Design;
  readonly problems: readonly DesignProblem[];
  readonly latestVersion: number | null;
  readonly hasUnpublishedChanges: boolean;
  readonly updatedAtMs: number;
  readonly updatedByName: string | null;
}

export interface SavedDraft {
  readonly revision: number;
  readonly savedAtMs: number;
  readonly problems: readonly DesignProblem[];
}

export interface VersionItem {
  readonly version: number;
  readonly note: string;
  readonly publishedAtMs: number;
  readonly publishedByName: string | null;
  /** 1,000: as many or more. */
  readonly openRuns: number;
}
export interface VersionDetail {
  readonly designId: string;
  readonly name: string;
  readonly version: number;
  readonly note: string;
  readonly publishedAtMs: number;
  readonly publishedByName: string | null;
  readonly document: Design;
}

export interface TemplateItem {
  readonly templateId: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
}
export interface TemplateDetail extends TemplateItem {
  readonly document: Design;
  /** An input to try it with. */
  readonly sampleInput: Json;
}

export interface ActivityType {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema of the input; null if the activity published none. */
  readonly input: Json;
  readonly output: Json;
  readonly taskQueues: readonly string[];
  /** How many live workers run it. */
  readonly workers: number;
}
