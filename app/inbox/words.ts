// What the inbox says.
import { labelOf } from '../lib/label.ts';

export const words = {
  title: 'Inbox',
  views: { mine: 'Mine', all: 'All open', overdue: 'Overdue', done: 'Done' },
  list: 'Tasks',
  detail: 'Task',
  more: 'Show more',
  nothingChosen: 'Choose a task',
  nothingChosenHint: 'What is asked, and what your answer leads to, is shown here.',
  empty: {
    mine: {
      title: 'Nothing waits for you',
      text: 'When a run needs your decision, it appears here by itself.',
    },
    all: { title: 'No open tasks', text: 'Runs that wait for a person appear here.' },
    overdue: { title: 'Nothing is overdue', text: 'Tasks past their due time appear here.' },
    done: { title: 'No decisions yet', text: 'Decided, failed and expired tasks are kept here.' },
  },
  seeRuns: 'See what is running',
  useTemplate: 'Start from an approval template',
  whyYou: 'Why you',
  facts: 'What you should know',
  form: 'Your answer',
  answered: 'The answer',
  comment: 'Comment',
  commentHelp: 'Kept with the decision. Optional.',
  leadsTo: 'What each answer leads to',
  runEnds: 'the run ends',
  failLeads: 'the activity fails with your reason; the workflow takes its error path',
  history: 'History',
  noHistory: 'Nothing has happened yet.',
  addComment: 'Add a comment…',
  send: 'Send',
  claim: 'Claim',
  claimedByYou: 'You have claimed this',
  claimedBy: 'has claimed this',
  unclaim: 'Release',
  fail: 'Fail…',
  openRun: 'Open run',
  back: 'Back to the list',
  sending: 'Sent. Waiting for the confirmation.',
  override: 'You are not assigned. Your answer is recorded as an administrator’s override.',
  notYours: 'You may read this task, not decide it.',
  kept: 'What you typed is kept.',
  unsent: 'Somebody else was first. What you typed was not sent:',
  discard: 'Discard it',
  fixFields: 'Some fields need attention. Nothing was sent.',
  notFound: 'This task does not exist, or you may not see it.',
  failTitle: 'Fail this task',
  failText:
    'The activity fails with your reason, and the workflow takes its error path. This cannot be undone.',
  failReason: 'Reason',
  failReasonHelp: 'Everybody who looks at the run sees it.',
  failName: 'Kind of failure',
  failNameHelp: 'One word without spaces; retry policies and error paths can match it.',
  failReasonMissing: 'Say why it fails.',
  failConfirm: 'Fail task',
  cancel: 'Cancel',
} as const;

const outcomeWords: Readonly<Record<string, string>> = { approve: 'Approve', reject: 'Reject' };

/** An outcome as a button says it. */
export function outcomeLabel(outcome: string): string {
  return outcomeWords[outcome] ?? labelOf(outcome);
}

const pastWords: Readonly<Record<string, string>> = { approve: 'Approved', reject: 'Rejected' };

/** An outcome as something that was decided. */
export function outcomeDone(outcome: string): string {
  return pastWords[outcome] ?? `Decided: ${labelOf(outcome)}`;
}
