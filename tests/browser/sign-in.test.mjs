// Signing in with passkeys: a real browser, with the authenticator that its makers put in for tests.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFinds, openWindow, scrollsSideways, signIn, startSite, openMenu } from './site.mjs';

let site;
let record; // the path of Ana's record

before(async () => {
  site = await startSite();
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
});

/** A window whose device has a fingerprint reader (or says that nobody's finger fits). */
async function windowWithFinger(options = {}, isUserVerified = true) {
  const window = await openWindow(site, options);
  const cdp = await window.context.newCDPSession(window.page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified, automaticPresenceSimulation: true,
    },
  });
  const passkeys = async () =>
    (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return { ...window, passkeys };
}

/** What is wrong with the page that is open. */
async function faults({ page, complaints }) {
  const found = await axeFinds(page);
  if (await scrollsSideways(page)) found.push('scrolls sideways');
  return [...found, ...complaints.splice(0)].map((fault) => `${page.url()}: ${fault}`);
}

async function signOut(page) {
  await openMenu(page);
  await page.locator('form[action="/sign-out"] button:visible').first().click();
  await page.waitForURL(/signed-out/);
}

async function enterWithPasskey(page) {
  await page.goto(`${site.portal}/sign-in`);
  await page.locator('form[action="/sign-in/passkey"] button').click();
  await page.waitForURL(/\/records/);
}

test('a person adds a passkey and comes back with it alone', async () => {
  const window = await windowWithFinger({ width: 375 });
  const { page } = window;
  await signIn(site, page, 'ana');
  record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  await page.goto(`${site.portal}/settings`);
  const found = await faults(window);
  await page.locator('form[action="/settings/passkeys"] button').click();
  await page.waitForURL(/passkey-added/);
  assert.match(await page.locator('main').innerText(), /Your passkey is ready/);
  found.push(...(await faults(window)));
  const [made] = await window.passkeys();
  assert.equal(made.isResidentCredential, true, 'it signs in without a name');
  assert.equal(made.rpId, 'localhost');

  await page.goto(`${site.portal}/settings/sessions`);
  assert.match(await page.locator('main').innerText(), /Chrome on Linux/);
  found.push(...(await faults(window)));
  await signOut(page);
  found.push(...(await faults(window)));
  await enterWithPasskey(page);
  assert.equal(new URL(page.url()).pathname, record, 'nothing more was asked');
  await page.goto(`${site.portal}/confirm?next=/settings`);
  found.push(...(await faults(window)));
  await page.locator('form[action="/confirm"] button[data-passkey]').click();
  await page.waitForURL(/\/settings$/);

  await page.locator('main a[href$="/remove"]').click();
  await page.waitForURL(/remove/);
  found.push(...(await faults(window)));
  await page.locator('main form .actions button').click();
  await page.waitForURL(/passkey-removed/);
  await signOut(page);
  await page.locator('form[action="/sign-in/passkey"] button').click();
  await page.waitForURL(/passkey-wrong/);
  assert.match(await page.locator('main').innerText(), /did not work here/);
  assert.deepEqual(found, []);
  await window.context.close();
});

test('somebody who was let in joins with a passkey, without any password', async () => {
  const own = await openWindow(site);
  await signIn(site, own.page, 'ana');
  await own.page.goto(`${site.portal}${record}/people/new`);
  await own.page.locator('input[name=name]').fill('Marco Reyes');
  await own.page.locator('input[name=which][value=all]').check();
  await own.page.locator('main form .actions button').click();
  await own.page.waitForLoadState();
  const code = (await own.page.locator('main').innerText()).match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/)[0];
  await own.context.close();

  const window = await windowWithFinger({ width: 375, language: 'es' });
  const { page } = window;
  await page.goto(`${site.portal}/invitation`);
  const found = await faults(window);
  assert.equal(await page.locator('input[name=password]').isVisible(), false, 'no password is asked');
  await page.locator('input[name=code]').fill(code);
  await page.locator('select[name=born-month]').selectOption('3');
  await page.locator('input[name=born-day]').fill('14');
  await page.locator('input[name=born-year]').fill('1995');
  await page.locator('input[name=name]').fill('Marco Reyes');
  await page.locator('input[name=login]').fill('marco');
  await page.keyboard.press('Enter');
  await page.locator('.errors').waitFor();
  found.push(...(await faults(window)));
  // The year was wrong; the passkey that was made stays good.
  await page.locator('input[name=born-year]').fill('1955');
  await page.locator('button[data-passkey]').click();
  await page.waitForURL(/\/records/);
  assert.equal((await window.passkeys()).length, 1, 'one passkey was made');
  await page.goto(`${site.portal}${record}/medications`);
  assert.match(await page.locator('main').innerText(), /Metformin/);
  await signOut(page);
  await enterWithPasskey(page);
  await page.goto(`${site.portal}/settings`);
  assert.match(await page.locator('main').innerText(), /Marco Reyes/);
  found.push(...(await faults(window)));
  assert.deepEqual(found, []);
  await window.context.close();
});

test('a device that nobody opens signs nobody in, and says so', async () => {
  const window = await windowWithFinger({ width: 375 }, false);
  await window.page.goto(`${site.portal}/sign-in`);
  await window.page.locator('form[action="/sign-in/passkey"] button').click();
  const said = window.page.locator('form[action="/sign-in/passkey"] [data-failed]');
  await said.waitFor();
  assert.match(await said.innerText(), /did not finish/);
  await window.context.close();
});

test('without scripts there is a password, and nothing about passkeys that does nothing', async () => {
  const { context, page } = await openWindow(site, { scripts: false, width: 320, language: 'es' });
  await page.goto(`${site.portal}/sign-in`);
  assert.equal(await page.locator('button[data-passkey]').isVisible(), false);
  assert.doesNotMatch(await page.locator('main').innerText(), /llave de acceso/);
  await page.goto(`${site.portal}/invitation`);
  assert.equal(await page.locator('button[data-passkey]').isVisible(), false);
  assert.equal(await page.locator('input[name=password]').isVisible(), true);
  await context.close();
});

test('a password is shown to whoever wants to see it, and sent hidden', async () => {
  const { context, page } = await openWindow(site, { width: 375 });
  await page.goto(`${site.portal}/sign-in`);
  const field = page.locator('input[name=password]');
  await field.fill('three-calm-rivers');
  assert.equal(await field.getAttribute('type'), 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await field.getAttribute('type'), 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  assert.equal(await field.getAttribute('type'), 'password');
  await context.close();
});
