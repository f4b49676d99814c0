import Plausible from 'plausible-tracker';

const plausible = Plausible({ domain: 'shop.example', apiHost: location.origin });
plausible.trackPageview();
window.track = (product) => plausible.trackEvent('add_to_cart', { props: product });
