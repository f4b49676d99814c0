import { createForwarder } from '@footfall/sdk/next/route';

export const { POST } = createForwarder({ collector: process.env.COLLECTOR ?? 'http://127.0.0.1:9/clickstream' });
