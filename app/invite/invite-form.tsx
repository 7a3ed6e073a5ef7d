'use client';
// Whoever was invited sets a password.
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

import { codeOf, messageOf } from '../lib/api-error.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { WelcomeCard } from '../ui/welcome-card.tsx';

const words = {
  title: 'Welcome to Baton',
  description: 'Choose a password, then sign in with your e-mail.',
  password: 'Password',
  passwordHelp: 'At least 10 characters. A sentence is better than a word.',
  set: 'Set password',
  done: 'Your password is set.',
  toSignIn: 'Sign in',
  badToken: 'This link does not work: it was used, or it has ended. Ask for a new one.',
} as const;

export function InviteForm() {
  const trpc = useTRPC();
  const token = useSearchParams().get('token') ?? '';
  const [password, setPassword] = useState('');
  const accept = useMutation(trpc.people.acceptInvite.mutationOptions());
  const isBadToken =
    token.length < 20 || codeOf(accept.error) === 'NOT_FOUND' || codeOf(accept.error) === 'INVALID_TOKEN';
  if (accept.isSuccess) {
    return (
      <WelcomeCard title={words.title}>
        <div className="flex flex-col gap-4">
          <Alert tone="done" title={words.done} />
          <ButtonLink href="/sign-in" variant="primary" size="lg">
            {words.toSignIn}
          </ButtonLink>
        </div>
      </WelcomeCard>
    );
  }
  return (
    <WelcomeCard title={words.title} description={words.description}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ token, password });
        }}
      >
        <Field label={words.password} help={words.passwordHelp}>
          <Input
            type="password"
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {isBadToken && <Alert tone="failed" title={words.badToken} />}
        {accept.isError && !isBadToken && <Alert tone="failed" title={messageOf(accept.error)} />}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          pending={accept.isPending}
          disabled={token.length < 20}
        >
          {words.set}
        </Button>
      </form>
    </WelcomeCard>
  );
}
