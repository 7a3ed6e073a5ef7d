'use client';
// One schedule: when it runs next, what became of its ticks, and its settings. The view is in the URL.
import { useQuery } from '@tanstack/react-query';

import type { ScheduleDetail } from '../../../server/views/schedules.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { useUrlState } from '../../lib/url-state.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import { Segments } from '../../ui/toggles.tsx';
import { words as listWords } from '../words.ts';
import { ActionHistory } from './action-history.tsx';
import { EditSchedule } from './edit-schedule.tsx';
import { ScheduleActions } from './schedule-actions.tsx';
import { ScheduleSide } from './schedule-side.tsx';
import { words } from './words.ts';

export function SchedulePage({ scheduleId }: { readonly scheduleId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.schedules.get.queryOptions({ scheduleId }));
  const name = query.data?.name ?? scheduleId;
  return (
    <PageFrame crumbs={[{ label: listWords.title, href: '/schedules' }, { label: name }]}>
      <Page>
        {query.data !== undefined && <Loaded schedule={query.data} />}
        {query.isError && query.data === undefined && <Alert tone="failed" title={messageOf(query.error)} />}
        {query.isPending && <SkeletonRows label="Reading the schedule" />}
      </Page>
    </PageFrame>
  );
}

function Loaded({ schedule }: { readonly schedule: ScheduleDetail }) {
  const url = useUrlState();
  const mayEdit = useMay('schedules.update');
  const view = url.get('view') === 'settings' && mayEdit ? 'settings' : 'overview';
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {schedule.name} {schedule.paused && <Badge>{listWords.paused}</Badge>}
          </span>
        }
        description={schedule.cadence}
        actions={<ScheduleActions schedule={schedule} />}
      />
      {schedule.paused && schedule.note !== '' && <Alert tone="info" title={schedule.note} />}
      {mayEdit && (
        <Segments
          label="View"
          value={view}
          onValueChange={(next) => url.set({ view: next === 'settings' ? next : '' })}
          options={[
            { value: 'overview', label: words.overview },
            { value: 'settings', label: words.settings },
          ]}
          className="self-start"
        />
      )}
      {view === 'settings' ? (
        <EditSchedule schedule={schedule} onDone={() => url.set({ view: '' })} />
      ) : (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <ActionHistory scheduleId={schedule.scheduleId} timeZone={schedule.timeZone} />
          <ScheduleSide schedule={schedule} />
        </div>
      )}
    </>
  );
}
