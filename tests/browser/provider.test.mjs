// Signing in with an account elsewhere: a real browser, a real provider (provider.mjs), everything between them as it is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFinds, freshCode, openWindow, scrollsSideways, signIn, signOut, startSite } from './site.mjs';
import { startProvider } from './provider.mjs';

let site;
let provider;
let hillside;
const pictures = process.env.PICTURES_TO;

/** An authority of a house's own, and a certificate of it for this machine, in that folder. */
function makeCertificate(folder) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Hillside authority',
    '-keyout', 'authority.key', '-out', 'authority.pem');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'own.key', '-out', 'own.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n');
  openssl('x509', '-req', '-in', 'own.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial',
    '-days', '2', '-extfile', 'names', '-out', 'own.pem');
  return { key: readFileSync(join(folder, 'own.key')), cert: readFileSync(join(folder, 'own.pem')) };
}

before(async () => {
  provider = await startProvider({ site: () => site?.portal });
  const folder = mkdtempSync(join(tmpdir(), 'bluebutton-secret-'));
  const secret = join(folder, 'lakeside');
  writeFileSync(secret, provider.secret);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'client.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  hillside = await startProvider({
    site: () => site?.portal,
    id: 'hillside',
    tls: makeCertificate(folder),
    clientKey: { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' },
  });
  site = await startSite({
    settings: `
[[sign_in.providers]]
id = "lakeside"
name = "Lakeside Hospital"
issuer = "${provider.issuer}"
client_id = "bluebutton"
client_secret_file = "${secret}"
acr_values = ["gold"]
levels = { gold = "ial2 aal2", bronze = "ial1 aal1" }
for = ["patients", "staff"]

[[sign_in.providers]]
id = "hillside"
name = "Hillside Hospital"
issuer = "${hillside.issuer}"
client_id = "bluebutton"
client_key_file = "${join(folder, 'client.key')}"
authority_file = "${join(folder, 'authority.pem')}"
acr_values = ["gold"]
levels = { gold = "ial2 aal2", bronze = "ial1 aal1" }
`,
  });
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
  await provider?.stop();
  await hillside?.stop();
});

/** What is wrong with the page that is open; a picture of it for whoever wants to look. */
async function faults({ page, complaints }, name) {
  const found = await axeFinds(page);
  if (await scrollsSideways(page)) found.push('scrolls sideways');
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  return [...found, ...complaints.splice(0)].map((fault) => `${name}: ${fault}`);
}

/** Types a name at the provider. */
async function atLakeside(page, login, password) {
  await page.waitForURL(/\/interaction\//);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button').click();
}

const withLakeside = (page) => page.locator('a[href^="/sign-in/with/lakeside"]').click();

test('a patient connects an account, comes back with it, and takes it away', async () => {
  const window = await openWindow(site);
  const { page } = window;
  await signIn(site, page, 'ana');
  await page.goto(`${site.portal}/settings`);
  const found = await faults(window, 'provider-settings');
  await page.locator('a[href="/settings/providers/lakeside/connect"]').click();
  await atLakeside(page, 'ana', 'two');
  await page.waitForURL(/sign-in\/back/);
  assert.match(await page.locator('main').innerText(), /Ana Reyes \(ana.reyes@lakeside.example\)/);
  found.push(...(await faults(window, 'provider-connect')));
  await page.locator('main form button').click();
  await page.waitForURL(/provider-connected/);
  assert.match(await page.locator('main').innerText(), /ana.reyes@lakeside.example/);
  found.push(...(await faults(window, 'provider-connected')));
  await signOut(page);
  await page.waitForURL(/signed-out/);
  // They are signed in there still, so nothing is typed.
  await withLakeside(page);
  await page.waitForURL(/\/records/);
  await signOut(page);
  await page.waitForURL(/signed-out/);
  found.push(...(await faults(window, 'provider-signed-out')));
  // They leave there, too: the provider asks whether they mean it, and knows the way back.
  await page.locator('a[href="/sign-out/with/lakeside"]').click();
  await page.waitForURL(/session\/end/);
  await page.locator('button[name=logout], button[value=yes]').first().click();
  await page.waitForURL(/signed-out=1/);
  await withLakeside(page);
  await atLakeside(page, 'ana', 'two');
  await page.waitForURL(/\/records/);
  window.complaints.splice(0);
  const people = await page.context().newPage();
  await people.goto(`${site.portal}/settings/sessions`);
  assert.match(await people.locator('main').innerText(), /Chrome/);
  await people.close();
  assert.deepEqual(found, []);
  await window.context.close();
});

test('a provider with a certificate of its own house takes our key in place of a secret', async () => {
  const { context, page, complaints } = await openWindow(site, { trusts: true });
  await signIn(site, page, 'lucia');
  await page.goto(`${site.portal}/settings/providers/hillside/connect`);
  await atLakeside(page, 'rosa', 'two');
  await page.waitForURL(/sign-in\/back/);
  assert.match(await page.locator('main').innerText(), /Rosa Hill \(rosa@lakeside.example\)/);
  await page.locator('main form button').click();
  await page.waitForURL(/provider-connected/);
  await signOut(page);
  await page.waitForURL(/signed-out/);
  await page.locator('a[href^="/sign-in/with/hillside"]').click();
  await page.waitForURL(/\/records/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('one factor there asks for the other one here', async () => {
  const { context, page } = await openWindow(site);
  await page.goto(`${site.portal}/sign-in`);
  await withLakeside(page);
  await atLakeside(page, 'ana', 'one');
  await page.waitForURL(/sign-in\/code/);
  await page.locator('input[name=code]').fill(await freshCode(site.person('ana')));
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/records/);
  await context.close();
});

test('somebody who is unknown is asked for a code, in Spanish on a phone', async () => {
  const window = await openWindow(site, { width: 375, language: 'es' });
  const { page } = window;
  await page.goto(`${site.portal}/sign-in`);
  const found = await faults(window, 'provider-sign-in-es');
  await withLakeside(page);
  await atLakeside(page, 'rosa', 'two');
  await page.waitForURL(/sign-in\/back/);
  assert.match(await page.locator('h1').innerText(), /Conecte su cuenta de Lakeside Hospital/);
  assert.equal(await page.locator('input[name=name]').inputValue(), 'Rosa Hill');
  found.push(...(await faults(window, 'provider-join-es')));
  await page.locator('input[name=code]').fill('AAAA-BBBB-CCCC');
  await page.locator('main form button').first().click();
  await page.locator('.errors').waitFor();
  found.push(...(await faults(window, 'provider-join-wrong-es')));
  await page.goto(`${site.portal}/sign-in/back/lakeside?code=x&state=y`);
  found.push(...(await faults(window, 'provider-not-ours-es')).filter((fault) => !fault.includes('400')));
  assert.deepEqual(found, []);
  await window.context.close();
});

test('somebody stops there, and is told that nothing was changed', async () => {
  const { context, page } = await openWindow(site);
  await page.goto(`${site.portal}/sign-in`);
  await withLakeside(page);
  await page.waitForURL(/\/interaction\//);
  await page.getByRole('link', { name: 'Stop' }).click();
  await page.waitForURL(/sign-in\/back/);
  assert.match(await page.locator('main').innerText(), /Nothing was changed/);
  await context.close();
});

test('the records office comes in with two factors', async () => {
  const { context, page } = await openWindow(site);
  await signIn(site, page, 'nora');
  await page.goto(`${site.portal}/settings/providers/lakeside/connect`);
  await atLakeside(page, 'nora', 'two');
  await page.waitForURL(/sign-in\/back/);
  await page.locator('main form button').click();
  await page.waitForURL(/provider-connected/);
  await context.close();
  const other = await openWindow(site);
  await other.page.goto(`${site.portal}/sign-in?next=/staff`);
  await withLakeside(other.page);
  await atLakeside(other.page, 'nora', 'one');
  await other.page.waitForURL(/sign-in\/back/);
  assert.match(await other.page.locator('main').innerText(), /has to be surer/);
  await other.context.close();
  const strong = await openWindow(site);
  await strong.page.goto(`${site.portal}/sign-in?next=/staff`);
  await withLakeside(strong.page);
  await atLakeside(strong.page, 'nora', 'two');
  await strong.page.waitForURL(/\/staff/);
  await strong.context.close();
});

test('a provider that is away says so; with new keys it is believed again', async () => {
  const { port } = provider;
  await provider.stop();
  const { context, page } = await openWindow(site);
  await page.goto(`${site.portal}/sign-in`);
  await withLakeside(page);
  // What it says of itself is known for an hour: the browser meets nobody there.
  await page.waitForLoadState().catch(() => {});
  provider = await startProvider({ port, kid: 'second', site: () => site.portal });
  await page.goto(`${site.portal}/sign-in`);
  await withLakeside(page);
  await atLakeside(page, 'ana', 'two');
  await page.waitForURL(/\/records/);
  await context.close();
});
