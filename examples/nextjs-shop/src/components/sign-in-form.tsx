'use client';

import { useTracker } from '@footfall/sdk/react';
import { useState } from 'react';
import { registerAction, signInAction } from '../server/actions/account';
import styles from './checkout-form.module.css';
import { Field } from './field';
import { SubmitButton } from './submit-button';

interface Props {
  kind: 'sign-in' | 'register';
}

export function SignInForm({ kind }: Props) {
  const tracker = useTracker();
  const [problem, setProblem] = useState<string>();
  const isNew = kind === 'register';
  const submit = async (form: FormData) => {
    const result = await (isNew ? registerAction(form) : signInAction(form));
    setProblem(result.problem);
    // The page goes on by itself: it finds a signed-in shopper when the action has refreshed it.
    if (result.userId) tracker.loginSuccess(result.userId, 'local');
  };
  return (
    <form action={submit} className={styles.form} data-testid={`${kind}-form`}>
      {isNew && <Field label="Your name" name="name" type="text" autoComplete="name" required id="new-name" />}
      <Field label="E-mail" name="email" type="email" autoComplete="email" required id={`${kind}-email`} />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        minLength={isNew ? 8 : undefined}
        required
        id={`${kind}-password`}
      />
      {problem && (
        <p className="problem" role="alert" data-testid={`${kind}-problem`}>
          {problem}
        </p>
      )}
      <SubmitButton className="button wide" data-testid={`${kind}-submit`}>
        {isNew ? 'Create account' : 'Sign in'}
      </SubmitButton>
    </form>
  );
}
