'use client';
// The cases of a branch, in order: the first whose condition holds is taken, else the last way out.
import type { Json, NodeConfig } from '@baton/core';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { uniqueId } from '../../canvas/model/new-node.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from './section.tsx';
import { TextSetting, WordSetting } from './setting-fields.tsx';
import { useSetting } from './use-setting.ts';

type Case = NodeConfig<'branch'>['cases'][number];

export function BranchForm() {
  const setting = useSetting(['cases']);
  const cases = (Array.isArray(setting.value) ? setting.value : []) as readonly Case[];
  const put = (next: readonly Case[]) => setting.set(next as unknown as Json);
  const swap = (index: number, by: 1 | -1) => {
    const next = [...cases];
    const [one, other] = [cases[index], cases[index + by]];
    if (one === undefined || other === undefined) return;
    next[index] = other;
    next[index + by] = one;
    put(next);
  };
  return (
    <Section title="Cases, from top to bottom">
      {cases.map((one, index) => (
        <div key={one.port} className="flex flex-col gap-3 rounded-md border border-line p-3">
          <div className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              <WordSetting path={['cases', index, 'label']} label="Name" placeholder={one.port} />
            </div>
            {!setting.readOnly && (
              <div className="flex">
                <IconButton
                  size="sm"
                  label="Earlier"
                  disabled={index === 0}
                  icon={<ArrowUp className="size-3.5" aria-hidden />}
                  onClick={() => swap(index, -1)}
                />
                <IconButton
                  size="sm"
                  label="Later"
                  disabled={index === cases.length - 1}
                  icon={<ArrowDown className="size-3.5" aria-hidden />}
                  onClick={() => swap(index, 1)}
                />
                <IconButton
                  size="sm"
                  label="Remove"
                  disabled={cases.length === 1}
                  icon={<X className="size-3.5" aria-hidden />}
                  onClick={() => put(cases.filter((_case, at) => at !== index))}
                />
              </div>
            )}
          </div>
          <TextSetting
            path={['cases', index, 'when']}
            label="Taken when"
            mode="expression"
            required
            placeholder="input.total > 1000"
          />
        </div>
      ))}
      {!setting.readOnly && (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus className="size-3.5" aria-hidden />}
          onClick={() => put([...cases, freshCase(cases)])}
        >
          Add a case
        </Button>
      )}
      <p className="text-xs text-text-3">If none holds, “else” is taken.</p>
    </Section>
  );
}

function freshCase(cases: readonly Case[]): Case {
  const port = uniqueId('case', new Set(cases.map((one) => one.port)));
  return { port, label: `Case ${String(cases.length + 1)}`, when: 'true' };
}
