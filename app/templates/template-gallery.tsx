'use client';
// Templates: each a small picture of what it does, and one click to a workflow of one's own.
import { useQuery } from '@tanstack/react-query';
import { LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../lib/api-error.ts';
import { useMay } from '../lib/me.tsx';
import { useTRPC } from '../lib/trpc.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Badge } from '../ui/status.tsx';
import type { TemplateItem } from '../../server/views/designs.ts';
import { CreateDialog } from '../workflows/create-dialog.tsx';
import { DesignSketch } from './design-sketch.tsx';

export function TemplateGallery() {
  const trpc = useTRPC();
  const templates = useQuery(trpc.templates.list.queryOptions());
  const mayCreate = useMay('designs.create');
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <PageFrame crumbs={[{ label: 'Workflows', href: '/workflows' }, { label: 'Templates' }]}>
      <Page>
        <PageHeader
          title="Templates"
          description="Each runs as it is, on sample data. Make one yours and change what you need."
        />
        {templates.isError && <Alert tone="failed" title={messageOf(templates.error)} />}
        {templates.data?.length === 0 && (
          <Card>
            <EmptyState icon={<LayoutTemplate />} title="No templates">
              This server was started without its examples.
            </EmptyState>
          </Card>
        )}
        <ul className="grid grid-cols-1 gap-4 md:grid-cols-2">
          {templates.isPending &&
            [1, 2, 3, 4].map((key) => <Skeleton key={key} className="h-64 w-full rounded-lg" />)}
          {templates.data?.map((template) => (
            <TemplateCard
              key={template.templateId}
              template={template}
              onUse={mayCreate ? () => setChosen(template.templateId) : null}
            />
          ))}
        </ul>
      </Page>
      {chosen !== null && <CreateDialog templateId={chosen} onClose={() => setChosen(null)} />}
    </PageFrame>
  );
}

interface TemplateCardProps {
  readonly template: TemplateItem;
  readonly onUse: (() => void) | null;
}

function TemplateCard({ template, onUse }: TemplateCardProps) {
  const trpc = useTRPC();
  const detail = useQuery(
    trpc.templates.get.queryOptions({ templateId: template.templateId }, { staleTime: Infinity }),
  );
  return (
    <li className="flex">
      <Card className="flex w-full flex-col overflow-hidden">
        <div className="h-44 border-b border-line bg-sunken p-4">
          {detail.data === undefined ? (
            <Skeleton className="h-full w-full" />
          ) : (
            <DesignSketch design={detail.data.document} />
          )}
        </div>
        <div className="flex flex-1 flex-col gap-2 p-4">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="text-base font-semibold">{template.name}</h2>
            {template.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </div>
          <p className="flex-1 text-sm text-text-2">{template.description}</p>
          {onUse !== null && (
            <Button className="self-start" onClick={onUse}>
              Use this template
            </Button>
          )}
        </div>
      </Card>
    </li>
  );
}
