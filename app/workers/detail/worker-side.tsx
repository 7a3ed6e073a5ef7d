'use client';
// What a worker offers and how much of it is taken, and who it is.
import type { WorkerDetail } from '../../../server/views/admin.ts';
import type { WorkerRecord } from '../../lib/records.ts';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { FactRow } from '../../ui/fact-row.tsx';
import { DurationText, RelativeTime } from '../../ui/time.tsx';
import { UsageBar } from '../../ui/usage-bar.tsx';
import { LeaseText } from '../lease-text.tsx';
import { Names } from '../names.tsx';
import { words as listWords } from '../words.ts';
import { words } from './words.ts';

export function WorkerRoom({ detail: { worker, activities } }: { readonly detail: WorkerDetail }) {
  const outside = activities.filter(({ sessionId }) => sessionId === null).length;
  return (
    <Card>
      <CardHeader title={words.room} description={words.roomText} />
      <CardBody className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {worker.sessions !== null && (
          <UsageBar
            label={words.sessionSlots}
            used={worker.openSessions}
            capacity={worker.sessions.maxConcurrentSessions}
          />
        )}
        {worker.pools.map(({ resource, scope, offered, used }) => (
          <UsageBar
            key={resource}
            label={resource}
            used={used}
            capacity={offered}
            {...(scope === 'host' ? { note: words.shared } : {})}
          />
        ))}
        <UsageBar label={words.activitySlots} used={outside} capacity={worker.maxConcurrentActivities} />
        {worker.sessions === null && (
          <p className="text-sm text-text-3">
            {words.noSessions} {words.noSessionsText}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

export function WorkerFacts({ worker }: { readonly worker: WorkerRecord }) {
  const isLive = worker.state === 'active' || worker.state === 'draining';
  return (
    <Card>
      <CardHeader title={words.facts} />
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-2 p-4 text-sm">
        <FactRow label={words.lease}>
          {isLive ? (
            <LeaseText untilMs={worker.leaseUntilMs} leaseMs={worker.leaseMs} />
          ) : (
            <RelativeTime atMs={worker.leaseUntilMs} />
          )}
        </FactRow>
        <FactRow label={words.up}>
          <DurationText
            fromMs={worker.startedAtMs}
            toMs={isLive ? null : Math.max(worker.startedAtMs, worker.leaseUntilMs - worker.leaseMs)}
          />
        </FactRow>
        <FactRow label={words.host}>{worker.hostName}</FactRow>
        <FactRow label={words.process}>{worker.pid}</FactRow>
        <FactRow label={words.queues}>
          <Names names={worker.taskQueues} />
        </FactRow>
        <FactRow label={words.role}>{worker.ownsRuns ? words.ownsRuns : words.onlyActivities}</FactRow>
        {worker.buildId !== '' && <FactRow label={words.build}>{worker.buildId}</FactRow>}
        <FactRow label={words.id}>
          <span className="font-mono text-xs break-all text-text-2">{worker.workerId}</span>
        </FactRow>
      </dl>
    </Card>
  );
}

export function WorkerOffers({ worker }: { readonly worker: WorkerRecord }) {
  const activities = worker.activities.map(({ name }) => name);
  return (
    <Card>
      <CardHeader title={words.offers} />
      <CardBody className="flex flex-col gap-4">
        <Offered title={listWords.activities} names={activities} />
        <Offered title={listWords.workflows} names={worker.workflows} />
      </CardBody>
    </Card>
  );
}

function Offered({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  return (
    <div>
      <h3 className="mb-1.5 text-xs font-medium text-text-3">{title}</h3>
      <Names names={names} />
    </div>
  );
}
