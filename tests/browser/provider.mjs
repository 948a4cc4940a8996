// A provider of identities: oidc-provider (certified by the OpenID Foundation), started by the tests with people and
// keys of its own. Whoever types a name is that person; "two" as a password is two factors, anything else one.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createSafeServer } from 'node:https';
import Provider from 'oidc-provider';

const people = {
  ana: { sub: 'ana-at-lakeside', name: 'Ana Reyes', email: 'ana.reyes@lakeside.example' },
  rosa: { sub: 'rosa-at-lakeside', name: 'Rosa Hill', email: 'rosa@lakeside.example' },
  nora: { sub: 'nora-at-lakeside', name: 'Nora Quinn', email: 'nora@lakeside.example' },
};

/** A private key for signing tokens, under that name. */
function key(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

/** Where it keeps things: in memory, and its one client as it is now. */
function storage(client) {
  const kept = new Map();
  const known = new Map();
  return class {
    constructor(name) { this.name = name; }
    at(id) { return `${this.name}:${id}`; }
    async upsert(id, payload) {
      kept.set(this.at(id), payload);
      if (payload.uid) known.set(payload.uid, id);
    }
    async find(id) { return this.name === 'Client' ? client(id) : kept.get(this.at(id)); }
    async findByUid(uid) { return this.find(known.get(uid)); }
    async findByUserCode() { return undefined; }
    async consume(id) { kept.get(this.at(id)).consumed = Math.floor(Date.now() / 1000); }
    async destroy(id) { kept.delete(this.at(id)); }
    async revokeByGrantId(grant) {
      for (const [at, payload] of kept) if (payload.grantId === grant) kept.delete(at);
    }
  };
}

const page = (uid) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Lakeside</title><h1>Sign in at Lakeside</h1>
<form method="post" action="/interaction/${uid}">
<label>Name <input name="login"></label><label>Password <input name="password" type="password"></label>
<button>Go on</button> <a href="/interaction/${uid}/stop">Stop</a></form></html>`;

async function typed(request) {
  let body = '';
  for await (const piece of request) body += piece;
  return new URLSearchParams(body);
}

/** People sign in there: the form, and what was typed. */
async function interact(provider, request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.url.endsWith('/stop')) {
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  }
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(page(uid));
  }
  const fields = await typed(request);
  const isTwo = fields.get('password') === 'two';
  const login = { accountId: fields.get('login'), acr: isTwo ? 'gold' : 'bronze', amr: isTwo ? ['pwd', 'mfa'] : ['pwd'] };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

/**
 * Starts it. `site` says where the program is: the provider must be there first. Started anew on the same port it has
 * new keys. `id`: its word there. With `tls` (key and certificate) it is encrypted; with `clientKey` (a public JWK) the
 * program shows a key in place of a secret.
 */
export async function startProvider({ port = 0, kid = 'first', site, id = 'lakeside', tls, clientKey }) {
  const server = tls ? createSafeServer(tls) : createServer();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${server.address().port}`;
  const proof = clientKey
    ? { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'RS256', jwks: { keys: [clientKey] } }
    : { client_secret: 'a secret with : and % in it' };
  const client = (name) => name === 'bluebutton' && {
    client_id: 'bluebutton',
    ...proof,
    application_type: 'web',
    redirect_uris: [`${site()}/sign-in/back/${id}`],
    post_logout_redirect_uris: [`${site()}/sign-in?signed-out=1`],
  };
  const provider = new Provider(issuer, {
    adapter: storage(client),
    jwks: { keys: [key(kid)] },
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'], acr: null, amr: null, auth_time: null },
    acrValues: ['gold', 'bronze'],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => people[id] },
    // Nobody is asked for consent: it is the clinic's own site that asks.
    loadExistingGrant: async (ctx) => {
      const { client: asks, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: asks.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    return interact(provider, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  return {
    issuer,
    port: server.address().port,
    secret: 'a secret with : and % in it',
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
