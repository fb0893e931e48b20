// The certified `oidc-provider` as a token-exchange server on loopback: its own client authentication, resources and
// error answers, and a grant of ours that follows RFC 8693. All keys and secrets are made for this run.
// Usage: node server.mjs FOLDER. Prints the issuer when it listens, and where it listens with TLS, for clients that show
// a certificate: its own is tls.pem and tls.key of FOLDER. Writes the clients' private keys into FOLDER.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, exportPKCS8, generateKeyPair, jwtVerify, createLocalJWKSet } from 'jose';
import { Provider, errors } from 'oidc-provider';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const folder = process.argv[2];

const sign = (alg) => ({
  scope: 'read write', accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg } },
});
// Every asymmetric algorithm that the product signs with; ML-DSA only where Node has it.
const [major, minor] = process.versions.node.split('.').map(Number);
const algorithms = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
  ...(major > 24 || (major === 24 && minor >= 7) ? ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] : []),
];
const resources = {
  ...Object.fromEntries(algorithms.map((alg) => [`https://orders.example/${alg.toLowerCase()}`, sign(alg)])),
  'https://orders.example/opaque': { scope: 'read write', accessTokenFormat: 'opaque', accessTokenTTL: 600 },
};
// A logical name, so that `audience` is tried as well as `resource` (RFC 8693 section 2.1).
const audiences = { inventory: 'https://orders.example/es256' };

async function keyPair(alg, kid) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const tags = { kid, use: 'sig', alg };
  return {
    pem: await exportPKCS8(privateKey),
    private: { ...(await exportJWK(privateKey)), ...tags },
    public: { ...(await exportJWK(publicKey)), ...tags },
  };
}

const own = await Promise.all(algorithms.map((alg) => keyPair(alg, `server-${alg}`)));
const verifyKeys = createLocalJWKSet({ keys: own.map((key) => key.public) });

const grants = { grant_types: [EXCHANGE, 'client_credentials'], redirect_uris: [], response_types: [] };
const clients = [
  {
    client_id: 'web', client_secret: 'web-secret', token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code'], response_types: ['code'],
  },
  { client_id: 'svc-a', client_secret: 'svc-a-secret', token_endpoint_auth_method: 'client_secret_basic', ...grants },
  // RFC 6749 section 2.3.1: both are form-encoded before they are joined and base64-encoded.
  { client_id: 'svc b:1', client_secret: 'p%w+d/= :&"', token_endpoint_auth_method: 'client_secret_basic', ...grants },
  { client_id: 'svc-post', client_secret: 'p%w+d/= :&"', token_endpoint_auth_method: 'client_secret_post', ...grants },
  { client_id: 'svc-hmac', client_secret: 'a-secret-of-at-least-32-characters-0123', token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS256', ...grants },
  { client_id: 'svc-public', token_endpoint_auth_method: 'none', ...grants, grant_types: [EXCHANGE] },
  { client_id: 'svc-mtls', client_secret: 'svc-mtls-secret', tls_client_certificate_bound_access_tokens: true, ...grants },
  { client_id: 'svc-bare', client_secret: 'svc-bare-secret', ...grants, grant_types: ['client_credentials'] },
];
for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
  const key = await keyPair(alg, `client-${alg}`);
  const client_id = `svc-${alg.toLowerCase()}`;
  writeFileSync(join(folder, `${client_id}.pem`), key.pem, { mode: 0o600 });
  writeFileSync(join(folder, `${client_id}.jwk`), JSON.stringify(key.private), { mode: 0o600 });
  clients.push({
    client_id, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg,
    jwks: { keys: [key.public] }, ...grants,
  });
}

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: own.map((key) => key.private) },
  cookies: { keys: ['only-for-this-run'] },
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] },
  pkce: { required: () => false },
  ttl: { AccessToken: (ctx, token) => ctx?.state?.lifetime ?? token.resourceServer?.accessTokenTTL ?? 600 },
  extraTokenClaims: (ctx) => ctx?.state?.claims,
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  // The person agrees to everything: what is tried here begins after the login.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid');
    for (const [name, { scope }] of Object.entries(resources)) grant.addResourceScope(name, scope);
    await grant.save();
    return grant;
  },
  features: {
    clientCredentials: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => false },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => ctx.req.socket.getPeerX509Certificate?.(),
    },
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    jwtIntrospection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, name) => {
        if (!resources[name]) throw new errors.InvalidTarget();
        return { ...resources[name], audience: name };
      },
    },
  },
});

/** What a presented token says: our own signed tokens, or opaque ones that are still known. */
async function read(name, token, type) {
  if (!type) throw new errors.InvalidRequest(`missing required parameter '${name}_type'`);
  if (type !== ACCESS_TOKEN) throw new errors.InvalidRequest(`${name}_type is not supported`);
  if (token.split('.').length !== 3) {
    const found = await provider.AccessToken.find(token);
    if (!found?.isValid) throw new errors.InvalidRequest(`${name} is not a live access token`);
    return { sub: found.accountId, scope: found.scope, exp: found.exp, ...found.extra };
  }
  try {
    return (await jwtVerify(token, verifyKeys, { issuer, typ: 'at+jwt' })).payload;
  } catch (error) {
    throw new errors.InvalidRequest(`${name} is invalid: ${error.code}`);
  }
}

function target(params) {
  const asked = [params.resource, params.audience].flat().filter(Boolean).map((name) => audiences[name] ?? name);
  if (asked.length !== 1) throw new errors.InvalidTarget('exactly one resource or audience is needed');
  const [name] = asked;
  if (!resources[name]) throw new errors.InvalidTarget('resource indicator is missing, or unknown');
  return new provider.ResourceServer(name, { ...resources[name], audience: name });
}

provider.registerGrantType(EXCHANGE, async (ctx) => {
  const { client, params } = ctx.oidc;
  if (!params.subject_token) throw new errors.InvalidRequest("missing required parameter 'subject_token'");
  if ((params.requested_token_type ?? ACCESS_TOKEN) !== ACCESS_TOKEN) {
    throw new errors.InvalidRequest('requested_token_type is not supported');
  }
  const subject = await read('subject_token', params.subject_token, params.subject_token_type);
  const actor = params.actor_token ? await read('actor_token', params.actor_token, params.actor_token_type) : undefined;
  const acting = actor?.sub ?? client.clientId;
  const permitted = subject.may_act?.sub;
  if (permitted && permitted !== acting) throw new errors.InvalidRequest(`subject_token does not authorize '${acting}' to act`);

  const resource = target(params);
  const held = (subject.scope ?? '').split(' ').filter(Boolean);
  const asked = params.scope ? params.scope.split(' ') : held;
  const beyond = asked.find((scope) => !held.includes(scope) || !resource.scopes.has(scope));
  if (beyond) throw new errors.InvalidScope('requested scope exceeds the subject_token', beyond);

  const grant = new provider.Grant({ accountId: subject.sub, clientId: client.clientId });
  grant.addResourceScope(resource.identifier(), asked.join(' '));
  // No token may outlive the one it came from.
  ctx.state.lifetime = Math.min(resource.accessTokenTTL, subject.exp - Math.floor(Date.now() / 1000));
  ctx.state.claims = { act: { sub: acting, ...(subject.act ? { act: subject.act } : {}) } };
  const token = new provider.AccessToken({
    accountId: subject.sub, client, grantId: await grant.save(), gty: 'token_exchange', scope: asked.join(' '),
  });
  token.resourceServer = resource;
  ctx.body = {
    access_token: await token.save(), issued_token_type: ACCESS_TOKEN, token_type: token.tokenType,
    expires_in: token.expiration, scope: token.scope,
  };
}, [
  'audience', 'resource', 'scope', 'requested_token_type',
  'subject_token', 'subject_token_type', 'actor_token', 'actor_token_type',
], ['audience', 'resource']);

server.on('request', provider.callback());
// A client's certificate is taken as it is: what counts is which one it was.
const tls = createTlsServer({
  cert: readFileSync(join(folder, 'tls.pem')), key: readFileSync(join(folder, 'tls.key')),
  requestCert: true, rejectUnauthorized: false,
}, provider.callback());
await new Promise((resolve) => tls.listen(0, '127.0.0.1', resolve));
process.once('SIGTERM', () => {
  for (const each of [server, tls]) { each.close(); each.closeAllConnections(); }
});
writeFileSync(join(folder, 'algorithms'), algorithms.map((alg) => `${alg}\n`).join(''));
console.log(`${issuer}\nhttps://127.0.0.1:${tls.address().port}`);
