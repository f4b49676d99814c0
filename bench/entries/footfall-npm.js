import { createTracker } from '../../sdk/dist/index.js';

const tracker = createTracker({ endpoint: '/clickstream' });
window.track = (product) => tracker.addToCart(product);
