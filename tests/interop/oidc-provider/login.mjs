// Signs a person in at `oidc-provider` as a browser would, by its development forms, and prints the access token.
// Usage: node login.mjs ISSUER USER RESOURCE SCOPE
const [issuer, user, resource, scope] = process.argv.slice(2);
const callback = 'http://127.0.0.1/callback';
const cookies = new Map();

async function visit(address, form) {
  const response = await fetch(new URL(address, issuer), {
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }
  return response;
}

let address = `/auth?${new URLSearchParams({
  client_id: 'web', response_type: 'code', redirect_uri: callback, scope: `openid ${scope}`, resource,
})}`;
for (let step = 0; step < 10; step += 1) {
  const response = await visit(address);
  const next = response.headers.get('location');
  if (next?.startsWith(callback)) {
    const found = new URL(next).searchParams;
    if (!found.get('code')) throw new Error(`no code: ${found}`);
    const answer = await visit('/token', {
      grant_type: 'authorization_code', code: found.get('code'), redirect_uri: callback, resource,
      client_id: 'web', client_secret: 'web-secret',
    });
    const body = await answer.json();
    if (!body.access_token) throw new Error(JSON.stringify(body));
    process.stdout.write(body.access_token);
    process.exit(0);
  }
  if (next) {
    address = next;
    continue;
  }
  const submitted = await visit(address, { prompt: 'login', login: user, password: 'any' });
  address = submitted.headers.get('location');
  if (!address) throw new Error(`the form answered ${submitted.status}`);
}
throw new Error('the login does not end');
