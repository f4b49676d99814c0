'use client';

import { useActionState } from 'react';
import { type Address, COUNTRIES } from '../data/address';
import { type AddressState, saveAddressAction } from '../server/actions/checkout';
import styles from './checkout-form.module.css';
import { Field } from './field';
import fieldStyles from './field.module.css';
import { SubmitButton } from './submit-button';

export function AddressForm({ address }: { address: Address }) {
  const [state, save] = useActionState<AddressState, FormData>(saveAddressAction, { address: null, errors: {} });
  // After a refusal React resets the form: it starts again with what was typed.
  const shown = state.address ?? address;
  const { errors } = state;
  return (
    <form action={save} className={styles.form} noValidate data-testid="address-form">
      <h2>Where shall it go?</h2>
      {Object.keys(errors).length > 0 && (
        <p className="problem" role="alert">
          Please check the marked fields.
        </p>
      )}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={shown.email}
        problem={errors.email}
      />
      <Field
        label="Full name"
        name="name"
        type="text"
        autoComplete="name"
        defaultValue={shown.name}
        problem={errors.name}
      />
      <Field
        label="Street and number"
        name="street"
        type="text"
        autoComplete="street-address"
        defaultValue={shown.street}
        problem={errors.street}
      />
      <div className={styles.pair}>
        <Field
          label="Postal code"
          name="postalCode"
          type="text"
          autoComplete="postal-code"
          defaultValue={shown.postalCode}
          problem={errors.postalCode}
        />
        <Field
          label="City"
          name="city"
          type="text"
          autoComplete="address-level2"
          defaultValue={shown.city}
          problem={errors.city}
        />
      </div>
      <div className={fieldStyles.field}>
        <label htmlFor="country">Country</label>
        <select
          id="country"
          name="country"
          autoComplete="country"
          key={shown.country}
          defaultValue={shown.country}
          data-testid="field-country"
        >
          {Object.entries(COUNTRIES).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <SubmitButton className="button wide" data-testid="address-submit">
        Continue to delivery
      </SubmitButton>
    </form>
  );
}
