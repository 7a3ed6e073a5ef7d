'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ScheduleDetail } from '../../../server/views/schedules.ts';
import { codeOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toast.tsx';
import { draftOf, settingsOf } from '../form/schedule-draft.ts';
import { ScheduleForm } from '../form/schedule-form.tsx';
import { words } from '../form/words.ts';
import { ownZone } from '../zone-time.tsx';

interface EditScheduleProps {
  readonly schedule: ScheduleDetail;
  readonly onDone: () => void;
}

export function EditSchedule({ schedule, onDone }: EditScheduleProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  // What the person began with: a change by somebody else is a conflict at saving, not a surprise while typing.
  const [begun, setBegun] = useState(schedule);
  const save = useMutation(
    trpc.schedules.update.mutationOptions({
      onSuccess: async () => {
        toast({ title: words.saved, tone: 'done' });
        await queries.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
        onDone();
      },
    }),
  );
  const isConflict = codeOf(save.error) === 'REVISION_CONFLICT';
  const reload = () => {
    save.reset();
    setBegun(schedule);
  };
  return (
    <div className="flex max-w-[48rem] flex-col gap-5">
      {isConflict && (
        <Alert
          tone="waiting"
          title={words.conflict}
          actions={
            <Button size="sm" onClick={reload}>
              {words.reload}
            </Button>
          }
        />
      )}
      <ScheduleForm
        key={begun.revision}
        initial={draftOf(begun, ownZone())}
        submitLabel={words.save}
        pending={save.isPending}
        error={isConflict ? null : save.error}
        onSubmit={(draft) => {
          const place = { scheduleId: begun.scheduleId, revision: begun.revision };
          save.mutate({ ...place, ...settingsOf(draft) });
        }}
        onCancel={onDone}
      />
    </div>
  );
}
