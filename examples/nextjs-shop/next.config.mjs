import { fileURLToPath } from 'node:url';

const monorepo = fileURLToPath(new URL('../..', import.meta.url));

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
];

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The tracker and this shop are workspaces of one repository: the bundler has to see both.
  turbopack: { root: monorepo },
  outputFileTracingRoot: monorepo,
  serverExternalPackages: ['pg', 'oidc-provider', 'light-my-request'],
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};
