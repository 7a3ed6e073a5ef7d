'use client';
// The first administrator, by the one-time link.
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

import { codeOf, messageOf, problemsOf } from '../lib/api-error.ts';
import { signIn } from '../lib/sign-in.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { WelcomeCard } from '../ui/welcome-card.tsx';

const words = {
  title: 'Set up Baton',
  description: 'Make the first administrator. You can invite others afterwards.',
  name: 'Your name',
  email: 'E-mail',
  password: 'Password',
  passwordHelp: 'At least 10 characters. A sentence is better than a word.',
  create: 'Create administrator',
  noToken: 'This page needs the one-time link that the start of Baton printed in its terminal.',
  badToken:
    'This link does not work: it was used, or Baton was started again since. Take the newest link of the terminal.',
  toSignIn: 'Go to sign-in',
} as const;

export function SetupForm() {
  const token = useSearchParams().get('token') ?? '';
  return (
    <WelcomeCard title={words.title} description={token === '' ? null : words.description}>
      {token === '' ? (
        <div className="flex flex-col gap-4">
          <Alert tone="info" title={words.noToken} />
          <ButtonLink href="/sign-in">{words.toSignIn}</ButtonLink>
        </div>
      ) : (
        <AdminForm token={token} />
      )}
    </WelcomeCard>
  );
}

function AdminForm({ token }: { readonly token: string }) {
  const trpc = useTRPC();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const create = useMutation(
    trpc.setup.createFirstAdmin.mutationOptions({
      onSuccess: async () => {
        const answer = await signIn(email.trim(), password);
        window.location.assign(answer.ok ? '/' : '/sign-in');
      },
    }),
  );
  const errorAt = (path: string) =>
    problemsOf(create.error).find((problem) => problem.path === path)?.message;
  const isBadToken = codeOf(create.error) === 'NOT_FOUND' || errorAt('token') !== undefined;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ token, name: name.trim(), email: email.trim(), password });
      }}
    >
      <Field label={words.name} error={errorAt('name')}>
        <Input
          required
          maxLength={100}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={words.email} error={errorAt('email')}>
        <Input
          type="email"
          required
          maxLength={254}
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={words.password} help={words.passwordHelp} error={errorAt('password')}>
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
      {create.isError && (
        <Alert tone="failed" title={isBadToken ? words.badToken : messageOf(create.error)} />
      )}
      <Button type="submit" variant="primary" size="lg" pending={create.isPending || create.isSuccess}>
        {words.create}
      </Button>
    </form>
  );
}
