'use client';
import { useState } from 'react';

import { changePassword } from '../../lib/sign-in.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

const words = {
  title: 'Password',
  description: 'Other browsers are signed out when it changes.',
  current: 'Current password',
  next: 'New password',
  nextHelp: 'At least 10 characters.',
  change: 'Change password',
  changed: 'The password is changed.',
} as const;

type State =
  { readonly kind: 'idle' | 'sending' | 'done' } | { readonly kind: 'refused'; readonly message: string };

export function PasswordCard() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [state, setState] = useState<State>({ kind: 'idle' });
  const submit = async () => {
    setState({ kind: 'sending' });
    const answer = await changePassword(current, next);
    if (!answer.ok) {
      setState({ kind: 'refused', message: answer.message });
      return;
    }
    setCurrent('');
    setNext('');
    setState({ kind: 'done' });
  };
  return (
    <Card>
      <CardHeader title={words.title} description={words.description} />
      <CardBody>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Field label={words.current}>
            <Input
              type="password"
              autoComplete="current-password"
              required
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          </Field>
          <Field label={words.next} help={words.nextHelp}>
            <Input
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              maxLength={200}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          </Field>
          {state.kind === 'refused' && <Alert tone="failed" title={state.message} />}
          {state.kind === 'done' && <Alert tone="done" title={words.changed} />}
          <div>
            <Button type="submit" pending={state.kind === 'sending'}>
              {words.change}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
