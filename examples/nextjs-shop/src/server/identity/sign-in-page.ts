/** What was wrong with a submitted form, and what to put back into it. */
export interface SignInProblem {
  kind: 'sign-in' | 'register';
  message: string;
  email: string;
  name?: string;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const STYLE = `
  *{box-sizing:border-box}body{margin:0;background:#faf9f6;color:#17211f;font:16px/1.55 system-ui,sans-serif}
  header{padding:18px 24px;background:#122723;color:#fff;font-weight:700}
  main{max-width:900px;margin:32px auto;padding:0 20px}h1{font-size:1.8rem;line-height:1.2}h2{margin:0;font-size:1.2rem}
  .forms{display:grid;gap:24px}form{display:grid;gap:14px;align-content:start;padding:24px;background:#fff;
  border:1px solid #e3e1da;border-radius:14px}label{display:grid;gap:5px;font-weight:500}
  input{font:inherit;min-height:44px;padding:8px 12px;border:1px solid #b9bfbb;border-radius:9px}
  button{font:inherit;font-weight:600;min-height:46px;border:0;border-radius:999px;background:#0b5a53;color:#fff;cursor:pointer}
  :focus-visible{outline:3px solid #0b5a53;outline-offset:2px}.problem{margin:0;padding:12px 16px;border-radius:9px;
  background:#fbeae4;color:#a8321a;font-weight:500}@media(min-width:760px){.forms{grid-template-columns:1fr 1fr}}`;

interface Input {
  form: string;
  name: string;
  label: string;
  type: string;
  autocomplete: string;
  value?: string | undefined;
}

const input = ({ form, name, label, type, autocomplete, value = '' }: Input) =>
  `<label>${label}<input name="${name}" type="${type}" autocomplete="${autocomplete}" required maxlength="200"
    value="${escapeHtml(value)}" data-testid="field-${form}-${name}"></label>`;

function form(kind: SignInProblem['kind'], problem: SignInProblem | undefined): string {
  const own = problem?.kind === kind ? problem : undefined;
  const isNew = kind === 'register';
  return `<form method="post" data-testid="${kind}-form"><h2>${isNew ? 'I am new here' : 'I have an account'}</h2>
    <input type="hidden" name="kind" value="${kind}">
    ${isNew ? input({ form: kind, name: 'name', label: 'Your name', type: 'text', autocomplete: 'name', value: own?.name }) : ''}
    ${input({ form: kind, name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email', value: own?.email })}
    ${input({
      form: kind,
      name: 'password',
      label: 'Password',
      type: 'password',
      autocomplete: isNew ? 'new-password' : 'current-password',
    })}
    ${own ? `<p class="problem" role="alert" data-testid="${kind}-problem">${escapeHtml(own.message)}</p>` : ''}
    <button data-testid="${kind}-submit">${isNew ? 'Create account' : 'Sign in'}</button></form>`;
}

/** The local provider's sign-in page: whole, without scripts, and apart from the shop's own pages. */
export function signInPage(problem?: SignInProblem): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
    <style>${STYLE}</style></head><body><header>Northbyte accounts</header><main><h1>Sign in to Northbyte</h1>
    <div class="forms">${form('sign-in', problem)}${form('register', problem)}</div></main></body></html>`;
}
