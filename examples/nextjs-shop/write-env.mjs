// `node write-env.mjs`, in a build on Amplify Hosting: writes the shop's settings to .env.production, which Next.js reads when the
// server runs, since Amplify gives its variables to builds alone. NAME_PARAMETER names the SSM parameter that holds NAME, which so
// stands in neither Amplify's console nor Terraform's state. A parameter that cannot be read ends the build.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const SETTING = /^(?:FOOTFALL|OIDC|SHOP)_[A-Z_]+$/;
const PARAMETER = /_PARAMETER$/;
/** Of the dotenv format; a value may hold line breaks and all of these but one. */
const QUOTES = ["'", '`', '"'];

const settings = Object.entries(process.env)
  .filter(([name, value]) => SETTING.test(name) && value)
  .map(([name, value]) => (PARAMETER.test(name) ? [name.replace(PARAMETER, ''), fromSsm(value)] : [name, value]));

// Readable for all: on Amplify the server runs as another user than the build.
writeFileSync('.env.production', settings.map((setting) => line(...setting)).join(''));
console.log(`.env.production: ${settings.map(([name]) => name).join(', ')}`);

function fromSsm(name) {
  const query = ['--with-decryption', '--query', 'Parameter.Value', '--output', 'text'];
  const value = execFileSync('aws', ['ssm', 'get-parameter', '--name', name, ...query], { encoding: 'utf8' }).trim();
  if (!value) throw new Error(`The SSM parameter ${name} is empty`);
  return value;
}

/** Next.js puts other variables in the place of `$name`, in quotes of any kind, unless a backslash stands before it. */
function line(name, value) {
  const quote = QUOTES.find((one) => !value.includes(one));
  if (!quote) throw new Error(`${name} holds quotes of all three kinds, which .env.production has no form for`);
  return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}\n`;
}
