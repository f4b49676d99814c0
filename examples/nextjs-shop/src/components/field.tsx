import type { ComponentProps } from 'react';
import styles from './field.module.css';

interface Props extends ComponentProps<'input'> {
  label: string;
  name: string;
  problem?: string | undefined;
}

/** A labelled input that says what is wrong with it to those who see it and to those who hear it. */
export function Field({ label, name, problem, id = name, ...rest }: Props) {
  const problemId = `${id}-problem`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        data-testid={`field-${id}`}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? problemId : undefined}
        {...rest}
      />
      {problem && (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
