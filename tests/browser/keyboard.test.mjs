// Each flow of the portal, by keyboard alone and with scripts off: nothing here is clicked, filled in by a script of the test,
// or opened by its address. A passkey and a summary that is kept on a device need scripts; `sign-in.test.mjs` and
// `kept.test.mjs` walk those.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, openWindow, signIn, startSite } from './site.mjs';

let site;
let ana; // Ana's cookies
let record; // the path of her record
let invitation; // the code that she gives Carmen

before(async () => {
  site = await startSite();
  const { context, page } = await openWindow(site);
  await signIn(site, page, 'ana');
  record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  ana = await context.storageState();
  await context.close();
}, { timeout: 120_000 });

after(async () => { await site?.stop(); });

/** A phone without scripts on which Ana's overview is open. */
async function begins(options = {}) {
  const { context, page } = await openWindow(site, { scripts: false, width: 375, signedIn: ana, ...options });
  await page.goto(`${site.portal}${record}`);
  return { context, page };
}

/** Presses Tab until what is meant has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 250; presses += 1) {
    if (await page.locator(`:is(${selector}):focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} can't be reached with the keyboard on ${page.url()}`);
}

/** Goes to a link or a button and presses Enter; waits for where it leads, if it leads anywhere. */
async function press(page, selector, to) {
  await tabTo(page, selector);
  const there = to && page.waitForNavigation({ url: to });
  await page.keyboard.press('Enter');
  await there;
}

async function type(page, selector, words) {
  await tabTo(page, selector);
  await page.keyboard.type(words);
}

/** A radio button: Tab comes to its group, the arrows go on within it. */
async function choose(page, selector) {
  const name = await page.locator(selector).getAttribute('name');
  await tabTo(page, `input[name="${name}"]`);
  for (let presses = 0; presses < 20; presses += 1) {
    if (await page.locator(`${selector}:focus`).count()) break;
    await page.keyboard.press('ArrowDown');
  }
  if (!(await page.locator(selector).isChecked())) await page.keyboard.press('Space');
  assert.ok(await page.locator(selector).isChecked(), selector);
}

async function tick(page, selector) {
  await tabTo(page, selector);
  await page.keyboard.press('Space');
  assert.ok(await page.locator(selector).isChecked(), selector);
}

/** From the menu of a phone to one of its pages. */
async function menu(page, end) {
  await press(page, 'button.menu-button');
  await press(page, `nav.menu a[href$="${end}"]`, new RegExp(`${end}$`));
}

const words = (page) => page.locator('main').innerText();

test('every page of the menu opens', async () => {
  const { context, page } = await begins();
  const all = await page.locator('nav.menu a[href*="/records/"]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  assert.ok(all.length >= 20, `${all.length} pages`);
  for (const href of all) {
    await menu(page, href);
    assert.equal(await page.locator('h1').count(), 1, href);
    assert.equal(await page.locator('nav.menu a[aria-current="page"]').getAttribute('href'), href);
  }
  await context.close();
});

test('days are chosen, an entry is opened, its details unfold, and one goes back', async () => {
  const { context, page } = await begins();
  await menu(page, '/vital-signs');
  await press(page, '.filter summary');
  await press(page, '.presets a:not([aria-current])', /from=/);
  assert.match(await page.locator('.filter summary').innerText(), /Last 12 months/);
  await press(page, 'main table.tests a', /vital-signs\/./);
  await press(page, 'main details summary');
  assert.ok(await page.locator('main details[open]').count());
  await press(page, 'main .back a', /vital-signs$/);
  await context.close();
});

test('a word is looked for and what is found is opened', async () => {
  const { context, page } = await begins();
  await press(page, 'header a[href$="/search"]', /search$/);
  await type(page, 'main input[name=q]', 'flu shot');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\?q=/);
  await press(page, 'main .rows h3 a[href*="/vaccines/"]', /vaccines\/./);
  assert.match(await words(page), /Flu vaccine/);
  await context.close();
});

test('the record is downloaded', async () => {
  const { context, page } = await begins();
  await press(page, '.whose a.button', /download$/);
  await choose(page, 'input[name=format][value=text]');
  await tabTo(page, 'main form button.primary');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(download.suggestedFilename(), /\.txt$/);
  await context.close();
});

test('a visit is sent to a hospital, and the activity says so', async () => {
  const { context, page } = await begins();
  await press(page, 'section[aria-labelledby="last"] a.go', /visits\/./);
  await press(page, 'main .deeds a[href*="/send"]', /send/);
  await type(page, 'input[name="to-address"]', site.direct_to);
  await press(page, 'main form button.primary', /review/);
  assert.ok((await words(page)).includes(site.direct_to), 'the review names the address');
  await press(page, 'main form[action$="/send/now"] button.primary', /./);
  await menu(page, '/activity');
  assert.ok((await words(page)).includes(site.direct_to), 'the activity names it, too');
  await tabTo(page, 'main a[href$="/activity/proof"]');
  const [proof] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.ok(proof.suggestedFilename());
  await context.close();
});

test('somebody is let in for the medicines only', async () => {
  const { context, page } = await begins();
  await press(page, '.deeds a[href$="/people/new"]', /people\/new$/);
  await type(page, 'input[name=name]', 'Carmen');
  await choose(page, 'input[name=which][value=medicines]');
  await press(page, 'main form button.primary', /./);
  invitation = (await page.locator('main .code').first().innerText()).trim();
  assert.match(invitation, /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await context.close();
});

test('who was let in makes an account with the code, and sees the medicines only', async () => {
  const { context, page } = await openWindow(site, { scripts: false, width: 375 });
  await page.goto(site.portal);
  await press(page, 'main a[href="/invitation"]', /invitation$/);
  await type(page, '#code', invitation);
  await type(page, '#born-month', 'March');
  await type(page, '#born-day', '14');
  await type(page, '#born-year', '1955');
  await type(page, '#name', 'Carmen Reyes');
  await type(page, '#login', 'carmen');
  await type(page, '#password', 'seven-green-kites-fly');
  await type(page, '#password-again', 'seven-green-kites-fly');
  await press(page, 'main form button.primary', /second-factor/);
  const secret = (await page.locator('main strong.code').innerText()).replaceAll(' ', '');
  await type(page, 'input[name=code]', codeOf(secret));
  await press(page, 'main form button.primary', /./);
  await press(page, 'main a.primary, main a[href^="/records"]', /records/);
  const told = await page.locator('body').innerText();
  assert.match(told, /Ana/);
  const pages = await page.locator('nav.menu a[href*="/records/"]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  assert.ok(pages.some((one) => one.endsWith('/medications')) && !pages.some((one) => one.endsWith('/results')), pages.join('\n'));
  await context.close();
});

test('what somebody may see is looked at as they see it, changed, ended, and given back', async () => {
  const { context, page } = await begins();
  await menu(page, '/people');
  await press(page, 'main form[action$="/see"] button', /records/);
  assert.match(await page.locator('.whose.preview').innerText(), /sees/);
  await press(page, '.whose form button', /people/);
  await press(page, 'main a[href$="/change"]', /change$/);
  await tick(page, 'input[name=may][value=transmit]');
  await press(page, 'main form button.primary', /people/);
  assert.match(await words(page), /send/i);
  await press(page, 'main a[href$="/end"]', /end$/);
  await press(page, 'main form button.danger', /people/);
  assert.match(await words(page), /Past access|ended/i);
  await press(page, 'main form[action$="/undo"] button, main form[action$="/give-back"] button', /people/);
  await context.close();
});

test('a limit is asked for and withdrawn, and a mistake is told from its entry', async () => {
  const { context, page } = await begins();
  await menu(page, '/requests');
  await press(page, 'main a[href$="/requests/new/restriction"]', /restriction$/);
  await choose(page, '#what-everything');
  await tick(page, '#from-plan');
  await press(page, 'main form button.primary', /asked=1/);
  await press(page, 'main form[action$="/withdraw"] button', /./);
  assert.match(await words(page), /Taken back/);
  await menu(page, '/allergies');
  await press(page, 'main .entry-title a', /allergies\/./);
  await press(page, 'main .deeds a[href*="/requests/new/amendment"]', /amendment/);
  await type(page, 'textarea[name=text]', 'I can wear latex gloves.');
  await press(page, 'main form button.primary', /asked=1/);
  assert.match(await words(page), /latex gloves/);
  await context.close();
});

test('a blood pressure is written, changed and taken back', async () => {
  const { context, page } = await begins();
  await menu(page, '/written');
  await press(page, 'main .written-kinds a[href$="/pressure"]', /pressure$/);
  await type(page, '#upper', '128');
  await type(page, '#lower', '82');
  await press(page, 'main form button.primary', /done=1/);
  assert.match(await words(page), /128\/82/);
  await press(page, 'main a[href$="/change"]', /change$/);
  await tabTo(page, '#lower');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('80');
  await press(page, 'main form button.primary', /written/);
  assert.match(await words(page), /128\/80/);
  await press(page, 'main a[href$="/change"]', /change$/);
  await press(page, 'main form[action$="/take-back"] button', /written/);
  assert.doesNotMatch(await words(page), /128\/80/);
  await context.close();
});

test('the language is changed, and devices are looked at', async () => {
  const { context, page } = await begins({ width: 1280 });
  await press(page, 'header form[action="/language"] button', /./);
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  await press(page, 'header form[action="/language"] button', /./);
  await press(page, 'header .me a[href="/settings"]', /settings$/);
  await press(page, 'main a[href="/settings/sessions"]', /sessions$/);
  assert.match(await words(page), /Sign out/);
  await context.close();
});
