import { OpenPanel } from '@openpanel/sdk';

const panel = new OpenPanel({ clientId: 'key', apiUrl: window.benchEndpoint ?? location.origin });
panel.track('screen_view');
window.track = (product) => panel.track('add_to_cart', product);
