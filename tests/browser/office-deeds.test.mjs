// What the office does that somebody else must hear of, and a browser that is remembered: walked once as people do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFinds, freshCode, openWindow, scrollsSideways, signIn, signOut, startSite } from './site.mjs';

let site;

before(async () => {
  site = await startSite({ settings: '[sign_in]\nremember_days = 30\n' });
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
});

/** Waits for something that another process does; asks again until the test's own time is up. */
async function until(happened, what) {
  const end = Date.now() + 30_000;
  while (!(await happened())) assert.ok(Date.now() < end, `30 s passed before ${what}`);
}

/** The newest message in the inbox of which the subject or text says so. */
async function message(says) {
  const { context, page } = await openWindow(site, { scripts: false });
  let text = '';
  await until(async () => {
    await page.goto(site.inbox);
    const links = await page.locator('main a').evaluateAll((all) => all.map((one) => one.href));
    for (const link of links) {
      await page.goto(link);
      text = await page.locator('main').innerText();
      if (says.test(text)) return true;
    }
    return false;
  }, `a message says ${says}`);
  await context.close();
  return text;
}

test('a browser is remembered for whoever wants it: a password is asked for, a code no more', async () => {
  for (const [width, language, words] of [[375, 'es', /30 días/], [1280, 'en', /30 days/]]) {
    const { context, page } = await openWindow(site, { width, language });
    const person = site.person(language === 'es' ? 'jorge' : 'tom');
    const givePassword = async () => {
      await page.goto(`${site.portal}/sign-in`);
      await page.locator('input[name=login]').fill(person.login);
      await page.locator('input[name=password]').fill(person.password);
      await page.locator('form[action="/sign-in"] .actions button').click();
    };
    await givePassword();
    await page.waitForURL(/sign-in\/code/);
    assert.match(await page.locator('label[for=remember]').innerText(), words);
    assert.deepEqual(await axeFinds(page), []);
    assert.equal(await scrollsSideways(page), false);
    await page.locator('#remember').check();
    await page.locator('input[name=code]').fill(await freshCode(person));
    await page.locator('main form button').first().click();
    await page.waitForURL(/\/records/);
    await signOut(page);
    await page.waitForURL(/signed-out|sign-in|\/$/);
    await givePassword();
    await page.waitForURL(/\/records/);
    // Something important asks for the code all the same.
    const record = page.url().match(/\/records\/[a-z2-7]{13}/)[0];
    await page.goto(`${site.portal}${record}/people/new`);
    assert.match(page.url(), /\/confirm\?next=/, 'who may see is changed only with the second factor');
    await context.close();
  }
});

test('an emergency is told to the privacy officer at once, and the patient reads of it', async () => {
  const officer = await openWindow(site);
  await signIn(site, officer.page, 'priya');
  await officer.page.goto(`${site.portal}/settings/notices`);
  await officer.page.locator('#address').fill('priya@riverside.example');
  await officer.page.locator('form[action="/settings/notices/address"] button').click();
  await officer.page.waitForURL(/code-sent/);
  const code = (await message(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)).match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0];
  await officer.page.locator('#code').fill(code);
  await officer.page.locator('form[action="/settings/notices/code"] button').click();
  await officer.page.waitForURL(/confirmed/);

  const { context, page } = await openWindow(site);
  await signIn(site, page, 'nora');
  await page.goto(`${site.portal}/staff`);
  await page.locator('main input[name=q]').first().fill('ana reyes 1955');
  await page.keyboard.press('Enter');
  await page.locator('main a[href^="/staff/patients/"]').first().click();
  await page.waitForURL(/\/staff\/patients\/[a-z2-7]{13}/);
  const key = page.url().match(/patients\/([a-z2-7]{13})/)[1];
  await page.goto(`${site.portal}/staff/patients/${key}/emergency`);
  await page.locator('main form button').last().click();
  assert.ok(!page.url().includes('/records/'), 'never without a reason');
  await page.goto(`${site.portal}/staff/patients/${key}/emergency`);
  await page.locator('#why').fill('Unconscious, allergies needed');
  await page.locator('main form button').last().click();
  await page.waitForURL(new RegExp(`/records/${key}`));
  assert.match(await page.locator('body').innerText(), /Emergency access until/);
  await context.close();

  const told = await message(/opened a record in an emergency/);
  assert.match(told, /Emergencies/);
  for (const secret of ['Ana', 'Reyes', 'Nora', 'Unconscious']) {
    assert.ok(!told.includes(secret), `${secret} stands in a mail`);
  }
  await officer.page.goto(`${site.portal}/staff/emergencies`);
  assert.match(await officer.page.locator('main').innerText(), /Unconscious, allergies needed/);
  await officer.context.close();

  const patient = await openWindow(site);
  await signIn(site, patient.page, 'ana');
  await patient.page.goto(`${site.portal}/records/${key}/activity`);
  const activity = await patient.page.locator('main').innerText();
  assert.match(activity, /Opened the record in an emergency/);
  assert.match(activity, /Nora Quinn/);
  await patient.context.close();
});
