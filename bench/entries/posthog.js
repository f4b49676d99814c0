import posthog from 'posthog-js';

posthog.init('key', { api_host: location.origin });
window.track = (product) => posthog.capture('add_to_cart', product);
