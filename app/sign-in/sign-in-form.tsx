'use client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

import { signIn } from '../lib/sign-in.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { WelcomeCard } from '../ui/welcome-card.tsx';
import { safeNext } from './safe-next.ts';

const words = {
  title: 'Sign in to Baton',
  email: 'E-mail',
  password: 'Password',
  signIn: 'Sign in',
  setupTitle: 'There is no administrator yet',
  setupText: 'Open the one-time link that the start of Baton printed in its terminal.',
} as const;

export function SignInForm() {
  const trpc = useTRPC();
  const setup = useQuery(trpc.setup.status.queryOptions());
  const next = safeNext(useSearchParams().get('next'));
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async () => {
    setPending(true);
    setError(null);
    const answer = await signIn(email.trim(), password);
    // A full load: nothing of an earlier person stays in memory.
    if (answer.ok) {
      window.location.assign(next);
      return;
    }
    setPending(false);
    setError(answer.message);
  };
  return (
    <WelcomeCard title={words.title}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {setup.data?.needed === true && (
          <Alert tone="info" title={words.setupTitle}>
            {words.setupText}
          </Alert>
        )}
        <Field label={words.email}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={words.password}>
          <Input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {error !== null && <Alert tone="failed" title={error} />}
        <Button type="submit" variant="primary" size="lg" pending={pending}>
          {words.signIn}
        </Button>
      </form>
    </WelcomeCard>
  );
}
