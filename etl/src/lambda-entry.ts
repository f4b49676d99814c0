import { createHandler } from './lambda.js';

/** What AWS Lambda calls. */
export const handler = createHandler(process.env);
