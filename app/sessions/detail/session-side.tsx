'use client';
// Until when a session may do what, and who it is.
import Link from 'next/link';

import { useNow } from '../../lib/clock.ts';
import { formatDuration, formatRunningDuration } from '../../lib/format-time.ts';
import type { SessionRecord } from '../../lib/records.ts';
import { useRun, useRunView } from '../../runs/run/run-store.ts';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { FactRow } from '../../ui/fact-row.tsx';
import { amountsOf, workerHref } from '../links.ts';
import { words } from './words.ts';

interface SessionProps {
  readonly session: SessionRecord;
}

export function SessionDeadlines({ session }: SessionProps) {
  const { options, state, requestedAtMs, openedAtMs, expiresAtMs, closedAtMs } = session;
  const suspendedAtMs = useSuspendedAt(session);
  return (
    <Card>
      <CardHeader title={words.deadlines} />
      <CardBody className="flex flex-col gap-4">
        {openedAtMs === null ? (
          <Deadline
            label={words.creation}
            fromMs={requestedAtMs}
            untilMs={requestedAtMs + options.creationTimeoutMs}
            endedAtMs={closedAtMs}
          />
        ) : (
          <Deadline
            label={words.execution}
            fromMs={openedAtMs}
            untilMs={expiresAtMs ?? openedAtMs + options.executionTimeoutMs}
            endedAtMs={closedAtMs}
          />
        )}
        {state === 'suspended' && suspendedAtMs !== null && (
          <Deadline
            label={words.reestablish}
            fromMs={suspendedAtMs}
            untilMs={suspendedAtMs + options.reestablishTimeoutMs}
            endedAtMs={null}
          />
        )}
        {options.idleTimeoutMs !== null && closedAtMs === null && (
          <p className="text-xs text-text-3">{words.idle(formatDuration(options.idleTimeoutMs))}</p>
        )}
      </CardBody>
    </Card>
  );
}

function useSuspendedAt({ sessionId }: SessionRecord): number | null {
  const { log } = useRun();
  // The view changes when events come; the log is what they are in.
  useRunView(({ lastSeq }) => lastSeq);
  const event = log.events.findLast((one) => one.type === 'SessionSuspended' && one.sessionId === sessionId);
  return event?.atMs ?? null;
}

interface DeadlineProps {
  readonly label: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** It counts no more. */
  readonly endedAtMs: number | null;
}

function Deadline({ label, fromMs, untilMs, endedAtMs }: DeadlineProps) {
  const nowMs = useNow();
  const atMs = endedAtMs ?? nowMs;
  if (atMs === 0) return null;
  const whole = untilMs - fromMs;
  const share = whole <= 0 ? 1 : Math.max(0, Math.min(1, (atMs - fromMs) / whole));
  const isLate = endedAtMs === null && share > 0.9;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span className="text-text">{label}</span>
        <span className="tabular text-text-2">
          {formatRunningDuration(Math.max(0, atMs - fromMs))} of {formatDuration(whole)}
          {endedAtMs === null && (
            <span className={cx('ml-2', isLate ? 'font-medium text-waiting' : 'text-text-3')}>
              {formatRunningDuration(Math.max(0, untilMs - nowMs))} left
            </span>
          )}
        </span>
      </div>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-active">
        <div
          className={cx(
            'h-full rounded-full',
            endedAtMs !== null ? 'bg-idle-solid' : isLate ? 'bg-waiting-solid' : 'bg-running-solid',
          )}
          style={{ width: `${String(100 * share)}%` }}
        />
      </div>
    </div>
  );
}

const link = 'rounded-sm font-medium text-accent-text no-underline hover:underline';

export function SessionFacts({ session }: SessionProps) {
  const { run, design } = useRun().detail;
  const { options, workerId, workerKey, hostName, epoch, label } = session;
  const node = design?.document.nodes.find(({ id }) => id === label);
  return (
    <Card>
      <CardHeader title={words.facts} />
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-2 p-4 text-sm">
        <FactRow label={words.run}>
          <Link href={`/runs/${session.runId}`} className={link}>
            {design?.name ?? run.workflow}
          </Link>
          <span className="block font-mono text-xs break-all text-text-3">{run.workflowId}</span>
        </FactRow>
        {node !== undefined && (
          <FactRow label={words.node}>
            <Link href={`/runs/${session.runId}?node=${encodeURIComponent(node.id)}`} className={link}>
              {node.name}
            </Link>
          </FactRow>
        )}
        <FactRow label={words.worker}>
          {workerId === null ? (
            words.none
          ) : (
            <>
              <Link href={workerHref(workerId)} className={cx(link, 'break-all')}>
                {workerKey ?? workerId}
              </Link>
              <span className="block text-xs text-text-3">on {hostName}</span>
            </>
          )}
        </FactRow>
        <FactRow label={words.queue}>{session.taskQueue}</FactRow>
        <FactRow label={words.resources}>{amountsOf(options.resources)}</FactRow>
        {options.buildId !== undefined && <FactRow label={words.build}>{options.buildId}</FactRow>}
        {epoch > 0 && <FactRow label={words.epoch}>{epoch}</FactRow>}
        <FactRow label={words.onLoss}>{options.onWorkerLost === 'fail' ? words.fails : words.waits}</FactRow>
        <FactRow label={words.id}>
          <span className="font-mono text-xs break-all text-text-2">{session.sessionId}</span>
        </FactRow>
      </dl>
    </Card>
  );
}
