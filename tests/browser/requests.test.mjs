// What the law lets a patient ask, asked and answered in a real browser; and what they write themselves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

let site;
let ana; // Ana's cookies: she signs in once, as people do
let nora; // those of the records office
let record; // the path of her record

before(async () => {
  site = await startSite();
  const first = await openWindow(site);
  await signIn(site, first.page, 'ana');
  record = new URL(first.page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  ana = await first.context.storageState();
  await first.context.close();
  const second = await openWindow(site);
  await signIn(site, second.page, 'nora');
  nora = await second.context.storageState();
  await second.context.close();
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
});

/** What is wrong with the page that is open. */
async function isSound(window) {
  const found = await axeFinds(window.page);
  if (await scrollsSideways(window.page)) found.push('scrolls sideways');
  if ((await window.page.locator('h1').count()) !== 1) found.push('needs one h1');
  found.push(...window.complaints.splice(0));
  assert.deepEqual(found, [], window.page.url());
}

/** Opens the newest request of the office's list. */
async function openRequest(window, name) {
  await window.page.goto(`${site.portal}/staff/requests`);
  await isSound(window);
  await window.page.getByRole('link', { name }).first().click();
  await window.page.waitForURL(/staff\/requests\//);
  await isSound(window);
}

test('a correction is asked from the entry, denied, and the patient says that she disagrees', async () => {
  const hers = await openWindow(site, { width: 375, signedIn: ana, scripts: true });
  const office = await openWindow(site, { signedIn: nora });
  await hers.page.goto(`${site.portal}${record}/medications`);
  await hers.page.locator(`main a[href*="${record}/medications/"]`).first().click();
  await hers.page.getByRole('link', { name: 'Something is wrong here' }).click();
  await isSound(hers);
  await hers.page.locator('textarea[name=text]').fill('I stopped taking this in March.');
  await hers.page.getByRole('button', { name: 'Send request' }).click();
  await hers.page.waitForURL(/asked=1/);
  await isSound(hers);
  const mine = hers.page.url().split('?')[0];

  await openRequest(office, 'Correct something in the record');
  await office.page.locator('textarea[name=text]').fill('Your doctor says that you take it.');
  await office.page.getByRole('button', { name: "Don't agree" }).click();
  await office.page.waitForURL(/done=answered/);

  await hers.page.goto(mine);
  assert.match(await hers.page.locator('main').innerText(), /Your doctor says that you take it\./);
  await hers.page.locator('textarea[name=statement]').fill('I told her that I stopped.');
  await hers.page.getByRole('button', { name: 'Add to my record' }).click();
  await hers.page.waitForURL(/disagreed=1/);
  await isSound(hers);
  await hers.page.locator('main a[href*="/medications/"]').first().click();
  assert.match(await hers.page.locator('main').innerText(), /I told her that I stopped\./);
  await hers.context.close();
  await office.context.close();
});

test('a limit is asked for, agreed to and seen', async () => {
  const hers = await openWindow(site, { width: 1280, signedIn: ana });
  const office = await openWindow(site, { width: 1280, signedIn: nora });
  await hers.page.goto(`${site.portal}${record}/requests`);
  await isSound(hers);
  await hers.page.getByRole('link', { name: 'Limit who gets my information' }).click();
  await isSound(hers);
  await hers.page.locator('#what-everything').check();
  await hers.page.locator('#from-plan').check();
  await hers.page.locator('#from-paid').check();
  await hers.page.getByRole('button', { name: 'Send request' }).click();
  await hers.page.waitForURL(/asked=1/);
  const mine = hers.page.url().split('?')[0];

  await openRequest(office, 'Limit who gets the patient’s information');
  assert.match(await office.page.locator('main').innerText(), /you must agree to keep it from the health plan/);
  await office.page.locator('input[name=recipients]').fill('plan.example');
  await office.page.getByRole('button', { name: 'Agree', exact: true }).click();
  await office.page.waitForURL(/done=answered/);
  await hers.page.goto(mine);
  assert.match(await hers.page.locator('main').innerText(), /From these addresses: plan\.example/);
  await isSound(hers);
  await hers.context.close();
  await office.context.close();
});

test('a blood pressure is written on a phone in Spanish, and a slip is asked about', async () => {
  const hers = await openWindow(site, { width: 375, language: 'es', signedIn: ana });
  await hers.page.goto(`${site.portal}${record}/written`);
  await chooseLanguage(hers.page, 'es');
  await isSound(hers);
  await hers.page.getByRole('link', { name: 'Agregar presión arterial' }).click();
  await isSound(hers);
  await hers.page.locator('#upper').fill('700');
  await hers.page.locator('#lower').fill('82');
  await hers.page.getByRole('button', { name: 'Guardar' }).click();
  assert.match(await hers.page.locator('main').innerText(), /mírelo otra vez/);
  await isSound(hers);
  await hers.page.locator('#upper').fill('128');
  await hers.page.getByRole('button', { name: 'Guardar' }).click();
  await hers.page.waitForURL(/done=1/);
  assert.match(await hers.page.locator('main').innerText(), /128\/82/);
  await isSound(hers);
  for (const kind of ['weight', 'sugar', 'medicine', 'note', 'document', 'family', 'goal']) {
    await hers.page.goto(`${site.portal}${record}/written/new/${kind}`);
    await isSound(hers);
  }
  await hers.page.goto(`${site.portal}${record}/requests/disclosures`);
  await isSound(hers);
  await chooseLanguage(hers.page, 'en');
  await hers.context.close();
});
