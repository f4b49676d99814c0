import Link from 'next/link';
import { STEPS, type Step } from '../app/checkout/steps';
import styles from './checkout-steps.module.css';

const NAMES: Record<Step, string> = { address: 'Address', shipping: 'Delivery', payment: 'Payment' };

export function CheckoutSteps({ current }: { current: Step }) {
  const reached = STEPS.indexOf(current);
  return (
    <ol className={styles.steps} aria-label="Steps of the checkout">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index <= reached ? styles.reached : undefined}
          aria-current={step === current ? 'step' : undefined}
        >
          <span className={styles.number}>{index + 1}</span>
          {index < reached ? <Link href={`/checkout?step=${step}`}>{NAMES[step]}</Link> : NAMES[step]}
        </li>
      ))}
    </ol>
  );
}
