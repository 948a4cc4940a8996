// The sample app, as its maker and a person have it: registered, served from the maker's own computer, let in.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

let site;
let ana; // Ana's cookies
let app; // the app's own server
let address; // where it stands
let plain; // where it takes a code and does nothing with it
let client; // its client id
let record; // the path of Ana's record

before(async () => {
  site = await startSite();
  let code = '';
  app = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(request.url.startsWith('/plain') ? '<!doctype html><title>Plain</title>' : code);
  });
  await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${app.address().port}/smart-app.html`;
  const maker = await openWindow(site);
  code = await (await maker.page.request.get(`${site.portal}/developers/smart-app.html`)).text();
  await maker.page.goto(`${site.portal}/developers/register`);
  assert.deepEqual(await axeFinds(maker.page), []);
  await maker.page.fill('#name', 'My test results');
  await maker.page.fill('#publisher', 'A maker');
  await maker.page.fill('#contact', 'maker@app.example');
  plain = address.replace('smart-app.html', 'plain');
  await maker.page.fill('#redirects', `${address}\n${plain}`);
  await maker.page.locator('main form[action="/developers/register"] button').click();
  client = await maker.page.locator('dl.facts code').first().textContent();
  assert.match(client, /^[a-z2-7]{26}$/);
  assert.deepEqual(await axeFinds(maker.page), []);
  await maker.context.close();
  const { context, page } = await openWindow(site);
  await signIn(site, page, 'ana');
  record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  ana = await context.storageState();
  await context.close();
}, { timeout: 120_000 });

after(async () => {
  app?.close();
  await site?.stop();
});

/** The app asks; the page on which the person answers. */
async function asked(window, language) {
  await window.page.goto(address);
  await window.page.fill('#client', client);
  await window.page.locator('#connect').click();
  await window.page.waitForURL(/oauth\/authorize/);
  await chooseLanguage(window.page, language);
}

for (const [width, language] of [[1280, 'en'], [375, 'es']]) {
  test(`a person lets the sample app in at ${width} px in ${language}, and it shows their results`, async () => {
    const window = await openWindow(site, { width, language, signedIn: ana });
    const { page } = window;
    await asked(window, language);
    assert.deepEqual(await axeFinds(page), []);
    assert.equal(await scrollsSideways(page), false);
    assert.match(await page.locator('h1').textContent(), /My test results/);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/consent-${width}-${language}.png`, fullPage: true });
    await page.locator('button[name=answer][value=yes]').click();
    await page.waitForURL((url) => url.port === String(app.address().port));
    await page.locator('#found li').first().waitFor();
    assert.match(await page.locator('#state').textContent(), /Reyes: \d+ results/);
    assert.equal(new URL(page.url()).search, '', 'no code stays in the address');

    await page.goto(`${site.portal}${record}/apps`);
    assert.deepEqual(await axeFinds(page), []);
    assert.equal(await scrollsSideways(page), false);
    assert.match(await page.locator('main').textContent(), /My test results/);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/apps-${width}-${language}.png`, fullPage: true });
    assert.deepEqual(window.complaints, []);
    await chooseLanguage(page, 'en');
    await window.context.close();
  });
}

test('a person says no, and the app says that nothing was shared', async () => {
  const window = await openWindow(site, { signedIn: ana });
  await asked(window, 'en');
  await window.page.locator('button[name=answer][value=no]').click();
  await window.page.waitForURL((url) => url.port === String(app.address().port));
  await window.page.locator('#state', { hasText: 'Nothing was shared' }).waitFor();
  await window.context.close();
});

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

/** An authorization request of the app, as a link to us. */
function link(change = {}) {
  const asked = { response_type: 'code', client_id: client, redirect_uri: plain, state: 's-1', nonce: 'n-1',
    scope: 'openid fhirUser patient/Patient.rs patient/Observation.rs', aud: `${site.portal}/fhir`,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'), code_challenge_method: 'S256', ...change };
  return `${site.portal}/oauth/authorize?${new URLSearchParams(asked)}`;
}

test('an app is told who signed in, and checks it with what it finds from our address alone', async () => {
  const { context, page } = await openWindow(site, { signedIn: ana });
  await page.goto(link());
  assert.match(await page.locator('main').innerText(), /The app also learns who you are/);
  await page.locator('button[name=answer][value=yes]').click();
  await page.waitForURL((url) => url.pathname === '/plain');
  const code = new URL(page.url()).searchParams.get('code');
  const form = { grant_type: 'authorization_code', client_id: client, code, redirect_uri: plain, code_verifier: VERIFIER };
  const told = await (await page.request.post(`${site.portal}/oauth/token`, { form })).json();
  const found = await (await page.request.get(`${site.portal}/.well-known/openid-configuration`)).json();
  const { keys } = await (await page.request.get(found.jwks_uri)).json();
  const [header, body, signature] = told.id_token.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  const jwk = keys.find((key) => key.kid === read(header).kid);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  assert.ok(verify('RSA-SHA256', Buffer.from(`${header}.${body}`), key, Buffer.from(signature, 'base64url')));
  const claims = read(body);
  assert.deepEqual([claims.iss, claims.aud, claims.nonce], [found.issuer, client, 'n-1']);
  const who = await page.request.get(claims.fhirUser, { headers: { authorization: `Bearer ${told.access_token}` } });
  assert.equal((await who.json()).resourceType, 'Patient');
  await context.close();
});

/** What an app signs with its own key in place of a secret (RFC 7523), made by Node's own cryptography. */
function signed({ alg, privateKey, kid }, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg, kid, typ: 'JWT' })}.${part(claims)}`;
  const signature = sign('sha384', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

for (const [alg, kind, options] of [['ES384', 'ec', { namedCurve: 'P-384' }], ['RS384', 'rsa', { modulusLength: 2048 }]]) {
  test(`an app registers itself with a key, signs with ${alg}, and asks who let it in`, async () => {
    const { context, page } = await openWindow(site, { signedIn: ana });
    const found = await (await page.request.get(`${site.portal}/fhir/.well-known/smart-configuration`)).json();
    assert.ok(found.token_endpoint_auth_signing_alg_values_supported.includes(alg));
    const { publicKey, privateKey } = generateKeyPairSync(kind, options);
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k-1', use: 'sig', alg };
    const registered = await page.request.post(found.registration_endpoint, { data: { client_name: `Signs with ${alg}`,
      redirect_uris: [plain], token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } } });
    assert.equal(registered.status(), 201);
    const own = await registered.json();
    assert.deepEqual([own.approval, own.client_secret, own.jwks.keys[0].kid], ['approved', undefined, 'k-1']);
    await page.goto(link({ client_id: own.client_id }));
    assert.match(await page.locator('h1').innerText(), new RegExp(alg));
    await page.locator('button[name=answer][value=yes]').click();
    await page.waitForURL((url) => url.pathname === '/plain');
    const code = new URL(page.url()).searchParams.get('code');
    const claims = { iss: own.client_id, sub: own.client_id, aud: found.token_endpoint,
      exp: Math.floor(Date.now() / 1000) + 240, jti: randomUUID() };
    const form = { grant_type: 'authorization_code', code, redirect_uri: plain, code_verifier: VERIFIER,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    const with_ = (change, key = privateKey) => ({ ...form, client_assertion: signed({ alg, privateKey: key, kid: 'k-1' }, { ...claims, ...change }) });
    for (const wrong of [with_({ aud: site.portal }), with_({ exp: claims.exp + 3600 }), with_({}, generateKeyPairSync(kind, options).privateKey),
      { ...form, client_assertion_type: undefined, client_id: own.client_id }]) {
      const sent = Object.fromEntries(Object.entries(wrong).filter(([, value]) => value !== undefined));
      const refused = await page.request.post(found.token_endpoint, { form: sent });
      assert.deepEqual([refused.status(), (await refused.json()).error], [401, 'invalid_client']);
    }
    const right = with_({});
    const told = await page.request.post(found.token_endpoint, { form: right });
    assert.equal(told.status(), 200, await told.text());
    const tokens = await told.json();
    const again = await page.request.post(found.token_endpoint, { form: right });
    assert.deepEqual([again.status(), (await again.json()).error], [401, 'invalid_client'], 'what was signed opens once');
    const openid = await (await page.request.get(`${site.portal}/.well-known/openid-configuration`)).json();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const who = await (await page.request.get(openid.userinfo_endpoint, { headers })).json();
    const claimed = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
    assert.deepEqual(who, { sub: claimed.sub, fhirUser: claimed.fhirUser });
    await context.close();
  });
}

test('the keys of an app are pasted into the form, and what is wrong with them is said there', async () => {
  const { context, page } = await openWindow(site);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const list = (key) => JSON.stringify({ keys: [key.export({ format: 'jwk' })] });
  await page.goto(`${site.portal}/developers/register`);
  for (const [id, value] of [['name', 'A clinic’s server'], ['publisher', 'A maker'], ['contact', 'maker@app.example'], ['redirects', plain], ['keys', list(privateKey)]]) {
    await page.fill(`#${id}`, value);
  }
  await page.check('#kind-key');
  await page.locator('main form[action="/developers/register"] button').click();
  assert.match(await page.locator('#keys-problem').innerText(), /a private key/);
  assert.deepEqual(await axeFinds(page), []);
  await page.fill('#keys', list(publicKey));
  await page.locator('main form[action="/developers/register"] button').click();
  assert.match(await page.locator('dl.facts code').first().textContent(), /^[a-z2-7]{26}$/);
  assert.doesNotMatch(await page.locator('main').innerText(), /client_secret/);
  await context.close();
});

/** A page that is shown in place of the question. */
async function soundPage({ width, language, signedIn }, address, name) {
  const { context, page } = await openWindow(site, { width, language, signedIn });
  await page.goto(address);
  await chooseLanguage(page, language);
  assert.deepEqual(await axeFinds(page), []);
  assert.equal(await scrollsSideways(page), false);
  assert.equal(await page.locator('h1').count(), 1);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}-${width}-${language}.png`, fullPage: true });
  const text = await page.locator('main').innerText();
  await context.close();
  return text;
}

for (const [width, language] of [[1280, 'en'], [375, 'es']]) {
  test(`a link that can't be believed leads nowhere, and says why, at ${width} px in ${language}`, async () => {
    const reasons = new Set();
    for (const change of [{ client_id: 'nobody' }, { redirect_uri: 'https://evil.example/' },
      { aud: 'https://evil.example/fhir' }, { state: 'x'.repeat(4000) }]) {
      const text = await soundPage({ width, language }, link(change), `stranger-${Object.keys(change)[0]}`);
      assert.match(text, language === 'es' ? /Este enlace no funciona/ : /This link does not work/);
      assert.doesNotMatch(text, /evil/);
      reasons.add(text);
    }
    assert.equal(reasons.size, 4);
  });

  test(`who has no record to share is told so at ${width} px in ${language}, and goes back`, async () => {
    const office = await openWindow(site);
    await signIn(site, office.page, 'nora');
    const signedIn = await office.context.storageState();
    await office.context.close();
    const text = await soundPage({ width, language, signedIn }, link(), 'nothing');
    assert.match(text, language === 'es' ? /No hay ningún expediente/ : /There is no record that you can share/);
    const { context, page } = await openWindow(site, { signedIn });
    await page.goto(link());
    await page.locator('button[name=answer][value=no]').click();
    await page.waitForURL((url) => url.pathname === '/plain');
    assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied');
    await context.close();
  });
}
