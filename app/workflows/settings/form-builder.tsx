'use client';
// A form as a list of fields; underneath it is JSON Schema, which can be edited as such.
import type { Json } from '@baton/core';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { Checkbox, Segments } from '../../ui/toggles.tsx';
import {
  emptyField,
  type FieldType,
  fieldTypes,
  type FormRow,
  freeKey,
  freshTitle,
  isFreshKey,
  keyOf,
  rowsOf,
  schemaOf,
} from './form-rows.ts';
import { JsonSetting } from './setting-fields.tsx';
import { type Path, useSetting } from './use-setting.ts';

export function FormBuilder({ path }: { readonly path: Path }) {
  const setting = useSetting(path);
  const rows = rowsOf(setting.value);
  const [view, setView] = useState<'fields' | 'json'>('fields');
  const isPlain = rows !== null;
  return (
    <div className="flex flex-col gap-3">
      <Segments
        label="Edit the form as"
        value={isPlain ? view : 'json'}
        onValueChange={setView}
        options={[
          { value: 'fields', label: 'Fields' },
          { value: 'json', label: 'JSON Schema' },
        ]}
      />
      {view === 'json' || !isPlain ? (
        <JsonSetting
          path={path}
          label="JSON Schema"
          rows={8}
          optional
          help={isPlain ? undefined : 'This form holds more than the list of fields can show.'}
        />
      ) : (
        <Rows
          rows={rows}
          readOnly={setting.readOnly}
          onType={(next) => setting.type(formOf(next))}
          onSet={(next) => setting.set(formOf(next))}
          onLeave={setting.leave}
        />
      )}
    </div>
  );
}

function formOf(rows: readonly FormRow[]): Json | undefined {
  return rows.length === 0 ? undefined : schemaOf(rows);
}

interface RowsProps {
  readonly rows: readonly FormRow[];
  readonly readOnly: boolean;
  readonly onType: (rows: readonly FormRow[]) => void;
  readonly onSet: (rows: readonly FormRow[]) => void;
  readonly onLeave: () => void;
}

function Rows({ rows, readOnly, onType, onSet, onLeave }: RowsProps) {
  const changed = (index: number, change: Partial<FormRow>) =>
    rows.map((row, at) => (at === index ? { ...row, ...change } : row));
  return (
    <>
      {rows.map((row, index) => (
        <Row
          key={index}
          row={row}
          readOnly={readOnly}
          onType={(change) => onType(changed(index, change))}
          onSet={(change) => onSet(changed(index, change))}
          onKey={(key) => onSet(changed(index, { name: freeKey(rows, index, key) }))}
          onRemove={() => onSet(rows.filter((_row, at) => at !== index))}
          onLeave={onLeave}
        />
      ))}
      {!readOnly && (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus className="size-3.5" aria-hidden />}
          onClick={() => onSet([...rows, emptyField(rows)])}
        >
          Add a field
        </Button>
      )}
      {rows.length === 0 && <p className="text-xs text-text-3">No fields yet.</p>}
    </>
  );
}

interface RowProps {
  readonly row: FormRow;
  readonly readOnly: boolean;
  readonly onType: (change: Partial<FormRow>) => void;
  readonly onSet: (change: Partial<FormRow>) => void;
  /** The key that is wanted; it may be taken. */
  readonly onKey: (key: string) => void;
  readonly onRemove: () => void;
  readonly onLeave: () => void;
}

function Row({ row, readOnly, onType, onSet, onKey, onRemove, onLeave }: RowProps) {
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-2.5">
      <div className="flex gap-2">
        <Input
          aria-label="Label"
          placeholder="Label"
          value={row.title}
          readOnly={readOnly}
          onChange={(event) => onType({ title: event.target.value })}
          onBlur={() => {
            onLeave();
            // The first label names the key, too; later ones don't, so that expressions go on working.
            if (isFreshKey(row.name) && row.title !== freshTitle) onKey(keyOf(row.title));
          }}
        />
        <Select
          aria-label="Type"
          className="w-32 shrink-0"
          value={row.type}
          disabled={readOnly}
          options={fieldTypes.map(({ type, label }) => ({ value: type, label }))}
          onValueChange={(type: FieldType) => onSet({ type })}
        />
        {!readOnly && (
          <IconButton
            label={`Remove ${row.title}`}
            icon={<X className="size-4" aria-hidden />}
            onClick={onRemove}
          />
        )}
      </div>
      {row.type === 'choice' && (
        <Input
          aria-label="Choices, with commas between"
          placeholder="Choices, with commas between"
          value={row.choices.join(', ')}
          readOnly={readOnly}
          onChange={(event) => onType({ choices: event.target.value.split(/,\s*/) })}
          onBlur={onLeave}
        />
      )}
      <div className="flex items-center justify-between gap-3">
        <Checkbox
          label="Required"
          checked={row.required}
          disabled={readOnly}
          onCheckedChange={(required) => onSet({ required })}
        />
        <KeyField key={row.name} name={row.name} readOnly={readOnly} onKey={onKey} />
      </div>
    </div>
  );
}

/** What expressions call the field. It changes when the field is left. */
function KeyField({
  name,
  readOnly,
  onKey,
}: {
  readonly name: string;
  readonly readOnly: boolean;
  readonly onKey: (key: string) => void;
}) {
  const [typed, setTyped] = useState(name);
  const commit = () => {
    if (typed === '') setTyped(name);
    else if (typed !== name) onKey(typed);
  };
  return (
    <input
      aria-label="Key"
      title="What expressions call this field"
      value={typed}
      readOnly={readOnly}
      spellCheck={false}
      className="w-28 min-w-0 rounded-xs bg-transparent px-1 text-right font-mono text-2xs text-text-2 hover:bg-hover focus:bg-sunken read-only:hover:bg-transparent"
      onChange={(event) => setTyped(event.target.value.replace(/\W/g, ''))}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      onBlur={commit}
    />
  );
}
