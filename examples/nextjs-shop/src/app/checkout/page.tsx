import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AddressForm } from '../../components/address-form';
import { CheckoutSteps } from '../../components/checkout-steps';
import { OrderSummary } from '../../components/order-summary';
import { PageTitle } from '../../components/page-title';
import { PaymentForm } from '../../components/payment-form';
import { ShippingForm } from '../../components/shipping-form';
import { type Cart, findShippingMethod, shippingCents } from '../../data';
import { currentCart, currentUser } from '../../server/current';
import type { Query } from '../../server/listing';
import { trackedCart } from '../../tracking/payload';
import { TrackView } from '../../tracking/track-view';
import styles from './checkout.module.css';
import { reachableStep, type Step } from './steps';

export const metadata: Metadata = { robots: { index: false } };

export default async function CheckoutPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [{ step: wanted }, cart, user] = await Promise.all([searchParams, currentCart(), currentUser()]);
  if (!cart) redirect('/cart');
  const step = reachableStep(wanted, cart);
  const tracked = trackedCart(cart);
  const method = step === 'address' ? undefined : findShippingMethod(cart.shippingMethod);
  return (
    <div className="container page">
      <PageTitle name="Checkout" />
      <TrackView view={{ name: 'checkout-start', cart: tracked }} once={cart.id} oncePerTab />
      <TrackView view={{ name: 'checkout-step', step, cart: tracked }} once={step} />
      <h1>Checkout</h1>
      <CheckoutSteps current={step} />
      <div className={styles.layout}>
        <section className={`card ${styles.step}`}>
          <StepForm step={step} cart={cart} email={user?.email} name={user?.name} />
        </section>
        <OrderSummary cart={cart} shippingCents={method && shippingCents(method, cart.subtotalCents)} />
      </div>
    </div>
  );
}

function StepForm({ step, cart, email = '', name = '' }: { step: Step; cart: Cart; email?: string; name?: string }) {
  if (step === 'shipping') return <ShippingForm cart={cart} />;
  if (step === 'payment') return <PaymentForm cartId={cart.id} />;
  const blank = { email, name, street: '', postalCode: '', city: '', country: 'DE' };
  return <AddressForm address={cart.address ?? blank} />;
}
