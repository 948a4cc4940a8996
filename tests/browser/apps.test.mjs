// The sample app, as its maker and a person have it: registered, served from the maker's own computer, let in.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

let site;
let ana; // Ana's cookies
let app; // the app's own server
let address; // where it stands
let client; // its client id
let record; // the path of Ana's record

before(async () => {
  site = await startSite();
  let code = '';
  app = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(code);
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
  await maker.page.fill('#redirects', address);
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
