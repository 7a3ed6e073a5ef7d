'use client';
// Fields for settings: each bound to a path of the node's settings, with its problem under it.
import type { Json } from '@baton/core';
import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input, type Option, Select, Textarea } from '../../ui/input.tsx';
import { Switch } from '../../ui/toggles.tsx';
import { ExpressionInput, expressionError } from './expression-input.tsx';
import { type Path, useSetting } from './use-setting.ts';

interface SettingProps {
  readonly path: Path;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  readonly required?: boolean;
}

interface TextSettingProps extends SettingProps {
  readonly mode?: 'template' | 'expression';
  readonly rows?: number;
  /** An empty text is no setting at all. */
  readonly optional?: boolean;
}

/** Text with expressions. */
export function TextSetting({
  path,
  label,
  help,
  placeholder,
  required = false,
  mode = 'template',
  rows = 1,
  optional = false,
}: TextSettingProps) {
  const setting = useSetting(path);
  const text =
    typeof setting.value === 'string'
      ? setting.value
      : setting.value === undefined
        ? ''
        : JSON.stringify(setting.value);
  const wrong = text === '' ? undefined : expressionError(text, mode);
  return (
    <Field label={label} help={help} required={required} error={wrong ?? setting.error}>
      <ExpressionInput
        value={text}
        mode={mode}
        rows={rows}
        placeholder={placeholder}
        readOnly={setting.readOnly}
        onType={(next) => setting.type(next === '' && optional ? undefined : next)}
        onLeave={setting.leave}
      />
    </Field>
  );
}

/** `20s`, `1 minute`, `2h30m`. */
export function DurationSetting({
  placeholder = 'e.g. 5 minutes',
  required = false,
  ...props
}: SettingProps) {
  // One that is required stays as it is typed, empty too: the draft can be saved, and the check says what is missing.
  return <TextSetting {...props} required={required} placeholder={placeholder} optional={!required} />;
}

/** A name without expressions: a queue, a signal. */
export function WordSetting({ path, label, help, placeholder, required = false }: SettingProps) {
  const setting = useSetting(path);
  return (
    <Field label={label} help={help} required={required} error={setting.error}>
      <Input
        value={typeof setting.value === 'string' ? setting.value : ''}
        readOnly={setting.readOnly}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(event) =>
          setting.type(event.target.value === '' && !required ? undefined : event.target.value)
        }
        onBlur={setting.leave}
      />
    </Field>
  );
}

interface NumberSettingProps extends SettingProps {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

export function NumberSetting({ path, label, help, placeholder, min, max, step }: NumberSettingProps) {
  const setting = useSetting(path);
  return (
    <Field label={label} help={help} error={setting.error}>
      <Input
        type="number"
        value={typeof setting.value === 'number' ? setting.value : ''}
        readOnly={setting.readOnly}
        {...(placeholder === undefined ? {} : { placeholder })}
        min={min}
        max={max}
        step={step}
        onChange={(event) => {
          const number = event.target.valueAsNumber;
          const fits = (min === undefined || number >= min) && (max === undefined || number <= max);
          if (Number.isNaN(number)) setting.type(undefined);
          else if (fits) setting.type(number);
        }}
        onBlur={setting.leave}
      />
    </Field>
  );
}

interface SelectSettingProps<V extends string> extends SettingProps {
  readonly options: readonly Option<V>[];
  readonly initial: V;
}

export function SelectSetting<V extends string>({
  path,
  label,
  help,
  options,
  initial,
}: SelectSettingProps<V>) {
  const setting = useSetting(path);
  const value = options.find((option) => option.value === setting.value)?.value ?? initial;
  return (
    <Field label={label} help={help} error={setting.error}>
      <Select
        value={value}
        options={options}
        disabled={setting.readOnly}
        onValueChange={(next) => setting.set(next)}
      />
    </Field>
  );
}

export function SwitchSetting({ path, label, help }: SettingProps) {
  const setting = useSetting(path);
  return (
    <Switch
      label={label}
      help={help}
      disabled={setting.readOnly}
      checked={setting.value === true}
      onCheckedChange={(checked) => setting.set(checked ? true : undefined)}
    />
  );
}

/** Any JSON, its texts being templates. What doesn't parse stays in the field until it does. */
export function JsonSetting({
  path,
  label,
  help,
  rows = 5,
  optional = false,
}: SettingProps & { readonly rows?: number; readonly optional?: boolean }) {
  const setting = useSetting(path);
  const stored = setting.value === undefined ? '' : JSON.stringify(setting.value, null, 2);
  const [draft, setDraft] = useState<{ readonly of: string; readonly text: string } | null>(null);
  // What is being typed stands as long as it means what is stored; after an undo the stored one does.
  const text = draft !== null && draft.of === stored ? draft.text : stored;
  const parsed = parse(text);
  return (
    <Field label={label} help={help} error={parsed.kind === 'wrong' ? parsed.message : setting.error}>
      <Textarea
        mono
        rows={rows}
        value={text}
        readOnly={setting.readOnly}
        spellCheck={false}
        onChange={(event) => {
          const next = event.target.value;
          const read = parse(next);
          if (read.kind === 'wrong' || (read.kind === 'none' && !optional))
            return setDraft({ of: stored, text: next });
          const value = read.kind === 'none' ? undefined : read.value;
          setDraft({ of: value === undefined ? '' : JSON.stringify(value, null, 2), text: next });
          setting.type(value);
        }}
        onBlur={() => {
          if (parsed.kind !== 'wrong') setDraft(null);
          setting.leave();
        }}
      />
    </Field>
  );
}

type Parsed =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'wrong'; readonly message: string };

export function parse(text: string): Parsed {
  if (text.trim() === '') return { kind: 'none' };
  try {
    return { kind: 'value', value: JSON.parse(text) as Json };
  } catch (error) {
    return {
      kind: 'wrong',
      message: error instanceof SyntaxError ? `No JSON yet: ${error.message}` : 'No JSON',
    };
  }
}

interface ListSettingProps extends SettingProps {
  readonly add: string;
  readonly initial: string;
  /** So many stay. */
  readonly min?: number;
  readonly mode?: 'template' | 'word';
}

/** A list of texts, one a row. */
export function ListSetting({
  path,
  label,
  help,
  placeholder,
  add,
  initial,
  min = 0,
  mode = 'template',
}: ListSettingProps) {
  const setting = useSetting(path);
  const items = Array.isArray(setting.value) ? (setting.value as readonly Json[]).map(String) : [];
  const put = (next: readonly string[]) => (next.length === 0 && min === 0 ? undefined : next);
  const replaced = (index: number, text: string) => items.map((item, at) => (at === index ? text : item));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium text-text">{label}</legend>
      {items.map((item, index) => (
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            {mode === 'template' ? (
              <ExpressionInput
                label={String(index + 1)}
                value={item}
                mode="template"
                placeholder={placeholder}
                readOnly={setting.readOnly}
                onType={(text) => setting.type(replaced(index, text))}
                onLeave={setting.leave}
              />
            ) : (
              <Input
                aria-label={String(index + 1)}
                value={item}
                readOnly={setting.readOnly}
                onChange={(event) => setting.type(replaced(index, event.target.value.replace(/[^\w-]/g, '')))}
                onBlur={setting.leave}
              />
            )}
          </div>
          {!setting.readOnly && items.length > min && (
            <IconButton
              label="Remove"
              icon={<X className="size-4" aria-hidden />}
              onClick={() => setting.set(put(items.filter((_item, at) => at !== index)))}
            />
          )}
        </div>
      ))}
      {!setting.readOnly && (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          icon={<Plus className="size-3.5" aria-hidden />}
          onClick={() => setting.set([...items, freshItem(items, initial)])}
        >
          {add}
        </Button>
      )}
      {help && <p className="text-xs text-text-3">{help}</p>}
      {setting.error !== undefined && <p className="text-xs text-failed">{setting.error}</p>}
    </fieldset>
  );
}

function freshItem(items: readonly string[], initial: string): string {
  if (initial === '' || !items.includes(initial)) return initial;
  for (let n = 2; ; n++) if (!items.includes(`${initial}${String(n)}`)) return `${initial}${String(n)}`;
}
