import { humanActivity, workflow } from '@baton/workflow';
import { prepareRelease, publishRelease } from './activities.ts';

interface ReleaseRequest {
  readonly version: string;
  readonly changes: readonly string[];
}

/** Whoever asked for the release can't approve it. */
export const approveRelease = humanActivity<{ version: string; notes: string }>('approveRelease', {
  title: 'Release {{ input.version }}',
  instructions: '{{ input.notes }}',
  outcomes: ['approve', 'reject'],
  assignees: ['role:release'],
  requesterMayNotApprove: true,
  dueIn: '1 day',
  timeout: '3 days',
  form: {
    type: 'object',
    required: ['reason'],
    properties: { reason: { type: 'string', title: 'Reason', minLength: 3, maxLength: 500 } },
  },
});

/** Prepares a release, asks, and publishes it if the answer is yes. */
export const releaseApproval = workflow('releaseApproval', async ({ version, changes }: ReleaseRequest) => {
  const release = await prepareRelease({ version, changes: [...changes] });
  const decision = await approveRelease({ version: release.version, notes: release.notes });
  if (decision.outcome !== 'approve') return { published: false, by: decision.by, file: null };
  const { file } = await publishRelease({ version, notes: release.notes, approvedBy: decision.by });
  return { published: true, by: decision.by, file };
});
