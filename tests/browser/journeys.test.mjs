// The whole way, in a real browser, as the people it is for.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, freshCode, isJudged, openWindow, scrollsSideways, signIn, signOut, startSite } from './site.mjs';

const SECTIONS = ['medications', 'allergies', 'conditions', 'results', 'vital-signs', 'vaccines',
  'procedures', 'visits', 'documents', 'care-plans', 'care-team', 'social-history', 'coverage',
  'claims', 'other'];
const PAGES = ['', ...SECTIONS, 'timeline', 'search', 'download', 'send', 'people',
  'people/new', 'apps', 'activity'];

let site;
let folder;
let ana; // Ana's cookies: she signs in once, as people do
let record; // the path of her record: /records/…

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bluebutton-browser-'));
  site = await startSite();
  const { context, page } = await openWindow(site);
  await signIn(site, page, 'ana');
  record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  ana = await context.storageState();
  await context.close();
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page and says what is wrong with it, in lines that name it. */
async function faults(window, path, judged = true) {
  const answer = await window.page.goto(site.portal + path);
  const found = judged ? (await axeFinds(window.page)).map((fault) => `${path}: ${fault}`) : [];
  if (answer.status() !== 200) found.push(`${path}: answers ${answer.status()}`);
  if (await scrollsSideways(window.page)) found.push(`${path}: scrolls sideways`);
  if ((await window.page.locator('h1').count()) !== 1) found.push(`${path}: needs one h1`);
  found.push(...window.complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
  return found;
}

// 320 px is what is left of a usual screen at 400 % zoom; Spanish has the longer words.
for (const [width, languages] of [[1280, ['en', 'es']], [375, ['en', 'es']], [320, ['es']]]) {
  for (const language of languages) {
    test(`every page of a record is sound at ${width} px in ${language}`, async () => {
      const window = await openWindow(site, { width, language, signedIn: ana });
      await window.page.goto(`${site.portal}${record}`);
      await chooseLanguage(window.page, language);
      const found = [];
      const judged = isJudged(width, language);
      for (const page of PAGES) found.push(...(await faults(window, `${record}/${page}`.replace(/\/$/, ''), judged)));
      await window.page.goto(`${site.portal}${record}/search`);
      await window.page.locator('main input[name=q]').fill('glucose');
      await window.page.keyboard.press('Enter');
      await window.page.waitForURL(/search\?q=/);
      assert.doesNotMatch(window.page.url(), /glucose/, 'words of a search stand in no address');
      found.push(...(await faults(window, window.page.url().slice(site.portal.length))));
      for (const section of SECTIONS) {
        await window.page.goto(`${site.portal}${record}/${section}`);
        const link = window.page.locator(`main a[href*="${record}/${section}/"]`).first();
        if (await link.count()) found.push(...(await faults(window, await link.getAttribute('href'))));
      }
      for (const page of ['/records', '/records/add', '/settings', '/settings/second-factor',
        '/settings/recovery-codes', '/session/still-there']) found.push(...(await faults(window, page)));
      assert.deepEqual(found, []);
      assert.equal(await window.page.locator('html').getAttribute('lang'), language);
      await chooseLanguage(window.page, 'en');
      await window.context.close();
    });
  }
}

test('the pages before signing in are sound', async () => {
  for (const language of ['en', 'es']) {
    const window = await openWindow(site, { width: 375, language });
    const found = [];
    for (const path of ['/', '/sign-in', '/invitation']) found.push(...(await faults(window, path)));
    assert.deepEqual(found, []);
    await window.context.close();
  }
});

test('with the keyboard alone and without scripts a person signs in and out', async () => {
  const { context, page } = await openWindow(site, { scripts: false, width: 375 });
  const tom = site.person('tom');
  await page.goto(`${site.portal}/sign-in`);
  await tabTo(page, 'input[name=login]');
  await page.keyboard.type(tom.login);
  await tabTo(page, 'input[name=password]');
  await page.keyboard.type(tom.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/sign-in\/code/);
  await tabTo(page, 'input[name=code]');
  await page.keyboard.type(await freshCode(tom));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/records\//);
  await tabTo(page, 'button.menu-button');
  await page.keyboard.press('Enter');
  await tabTo(page, 'form[action="/sign-out"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/signed-out/);
  await page.goto(`${site.portal}/records`);
  assert.match(page.url(), /sign-in/, 'after signing out nothing opens');
  await context.close();
});

/** Presses Tab until the element has the focus; fails if it can't be reached. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    const there = await page.locator(`${selector}:focus`).count();
    if (there) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} can't be reached with the keyboard`);
}

test('the record downloads in five formats, and each opens in its own viewer', async () => {
  const { context, page } = await openWindow(site, { scripts: false, signedIn: ana });
  const files = {};
  for (const format of ['pdf', 'html', 'text', 'ccda', 'fhir']) {
    await page.goto(`${site.portal}${record}/download`);
    await page.locator(`input[name=format][value=${format}]`).check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('main form button').last().click(),
    ]);
    files[format] = join(folder, download.suggestedFilename());
    assert.doesNotMatch(download.suggestedFilename(), /reyes|ana/i, 'no name of a person in a file name');
    await download.saveAs(files[format]);
  }
  await context.close();

  execFileSync('qpdf', ['--check', files.pdf], { stdio: 'pipe' });
  const printed = execFileSync('pdftotext', ['-layout', files.pdf, '-']).toString();
  const text = readFileSync(files.text, 'utf8');
  const bundle = JSON.parse(readFileSync(files.fhir, 'utf8'));
  const viewer = await openWindow(site, { scripts: false });
  await viewer.page.goto(`file://${files.html}`);
  const web = await viewer.page.locator('body').innerText();
  await viewer.page.goto(`file://${files.ccda}`);
  const ccda = readFileSync(files.ccda, 'utf8');
  await viewer.context.close();

  for (const words of ['Metformin 1,000 mg tablet', 'Penicillin', 'High blood pressure']) {
    for (const [name, content] of Object.entries({ printed, text, web, ccda })) {
      assert.ok(content.includes(words), `${words} is missing in the ${name} file`);
    }
  }
  assert.equal(bundle.resourceType, 'Bundle');
  assert.ok(bundle.entry.length > 190, `${bundle.entry.length} resources`);
  assert.ok(readFileSync(files.fhir, 'utf8').includes('93.0'), 'decimals keep their digits');
});

test('every printed page says whose record it is and of which day', async () => {
  const { context, page } = await openWindow(site, { signedIn: ana });
  for (const section of ['results', 'medications', 'timeline']) {
    await page.goto(`${site.portal}${record}/${section}`);
    const file = join(folder, `${section}-printed.pdf`);
    await page.pdf({ path: file, preferCSSPageSize: true });
    const pages = execFileSync('pdftotext', ['-layout', file, '-']).toString().split('\f').slice(0, -1);
    assert.ok(pages.length > 1, `${section} fills ${pages.length} page`);
    for (const [number, text] of pages.entries()) {
      for (const words of [/Ana María Reyes · born March 14, 1955/, /Riverside Family Clinic · Printed on \w+ \d+, \d{4}/,
        new RegExp(`${number + 1} ?/ ?${pages.length}`)]) {
        assert.match(text, words, `${section}, page ${number + 1}`);
      }
      assert.doesNotMatch(text, /Sign out|All pages|Download my record/, 'what can only be pressed is not printed');
    }
  }
  await context.close();
});

test('an address that nothing can be locked for is told before sending', async () => {
  const window = await openWindow(site, { width: 320, signedIn: ana });
  await window.page.goto(`${site.portal}${record}/send`);
  await window.page.locator('input[name=to-address]').fill('dr.nobody@direct.nowhere.example');
  await window.page.locator('main form button').last().click();
  await window.page.waitForLoadState();
  assert.match(await window.page.locator('.errors').innerText(), /do not know it as a Direct address/);
  assert.equal(await window.page.locator('input[name=to-address]').inputValue(), 'dr.nobody@direct.nowhere.example');
  assert.deepEqual(await axeFinds(window.page), []);
  assert.equal(await scrollsSideways(window.page), false);
  await window.context.close();
});

test('a record sent by Direct is in the inbox, and all of it in the activity', async () => {
  const { context, page } = await openWindow(site, { scripts: false, signedIn: ana });
  await page.goto(`${site.portal}${record}/send`);
  await page.locator('input[name=to-address]').fill(site.direct_to);
  const direct = page.locator('input[name=way][value=direct]');
  if (await direct.count()) await direct.check();
  await page.locator('main form button').last().click();
  await page.waitForLoadState();
  assert.ok((await page.locator('main').innerText()).includes(site.direct_to), 'the review names the address');
  await page.locator('main form[action$="/send/now"] button.primary').click();
  await page.waitForLoadState();

  const inbox = await openWindow(site, { scripts: false });
  await until(async () => {
    await inbox.page.goto(site.inbox);
    return (await inbox.page.locator('main').innerText()).includes('records@direct.riverside.example');
  }, 'the message arrives');
  await inbox.page.locator('main a').first().click();
  const message = await inbox.page.locator('main').innerText();
  assert.match(message, /This message was sent by Riverside Family Clinic at the request of Ana/);
  assert.match(message, /\.xml/);
  assert.match(message, /\.pdf/);
  await inbox.context.close();

  await page.goto(`${site.portal}${record}/activity`);
  const activity = await page.locator('main').innerText();
  assert.ok(activity.includes(site.direct_to), 'the activity names the addressee');
  await context.close();
});

/** Waits for something that another process does; asks again until the test's own time is up. */
async function until(happened, what) {
  const end = Date.now() + 30_000;
  while (!(await happened())) assert.ok(Date.now() < end, `30 s passed before ${what}`);
}

test('a caregiver sees whose record is open, within their rights, until the patient ends it', async () => {
  const lucia = await openWindow(site, { scripts: false, language: 'es' });
  await signIn(site, lucia.page, 'lucia');
  await lucia.page.goto(`${site.portal}${record}`);
  assert.match(await lucia.page.locator('body').innerText(), /Ana/, 'the banner says whose record it is');
  const refused = await lucia.page.goto(`${site.portal}${record}/send`);
  assert.ok([403, 404].includes(refused.status()), `sending answers ${refused.status()} to a caregiver without the right`);

  const own = await openWindow(site, { scripts: false, signedIn: ana });
  await own.page.goto(`${site.portal}${record}/people`);
  assert.match(await own.page.locator('main').innerText(), /Lucía Reyes/);
  await own.page.locator('main a[href$="/end"]').first().click();
  await own.page.locator('main form button').first().click();
  await own.page.waitForLoadState();

  const gone = await lucia.page.goto(`${site.portal}${record}`);
  assert.equal(gone.status(), 403);
  assert.match(await lucia.page.locator('main').innerText(), /Su acceso a este expediente terminó/, 'it is told, not "not found"');
  await own.page.goto(`${site.portal}${record}/activity`);
  assert.match(await own.page.locator('main').innerText(), /Lucía Reyes/, 'the activity names her');
  await lucia.context.close();
  await own.context.close();
});

test('the records office finds a patient and invites, and sees no record', async () => {
  const nora = await openWindow(site);
  await signIn(site, nora.page, 'nora');
  const found = [];
  for (const path of ['/staff', '/staff/imports', '/staff/quarantine']) found.push(...(await faults(nora, path)));
  const frank = await openWindow(site);
  await signIn(site, frank.page, 'frank');
  await frank.page.goto(`${site.portal}/staff`);
  await frank.page.locator('main input[type=search], main input[name=q]').first().fill('beker 1948');
  await frank.page.keyboard.press('Enter');
  await frank.page.waitForLoadState();
  await frank.page.locator('main a[href^="/staff/patients/"]').first().click();
  await frank.page.waitForLoadState();
  found.push(...(await faults(frank, new URL(frank.page.url()).pathname)));
  assert.doesNotMatch(await frank.page.locator('main').innerText(), /November 2/, 'not what redeems the code');
  await frank.page.locator('main form[action$="/invitation"] button').click();
  await frank.page.waitForLoadState();
  assert.match(await frank.page.locator('main').innerText(), /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await frank.context.close();
  await nora.page.setViewportSize({ width: 320, height: 900 });
  await nora.page.goto(`${site.portal}/staff/imports`);
  const report = await nora.page.locator('main a[href^="/staff/imports/"]').first().getAttribute('href');
  for (const path of ['/staff', '/staff/imports', '/staff/quarantine', report]) found.push(...(await faults(nora, path)));
  assert.deepEqual(found, []);
  const refused = await nora.page.goto(`${site.portal}${record}`);
  assert.equal(refused.status(), 404, 'staff open no record');
  await nora.context.close();
});

test('staff decide who somebody is, and take it back', async () => {
  const nora = await openWindow(site, { width: 375 });
  await signIn(site, nora.page, 'nora');
  await nora.page.goto(`${site.portal}/staff/matching`);
  const found = await faults(nora, '/staff/matching');
  const place = await nora.page.locator('main a[href^="/staff/matching/"]').first().getAttribute('href');
  found.push(...(await faults(nora, place)));
  await nora.page.goto(site.portal + place);
  const asked = await nora.page.locator('main').innerText();
  assert.match(asked, /Tom Becker/);
  assert.match(asked, /H-77310/, 'the number that only one of them has');
  const decide = async (button) => {
    await nora.page.locator('#why').fill('He was asked at the desk');
    await nora.page.locator(`main ${button}`).click();
    await nora.page.waitForLoadState();
    return nora.page.locator('main').innerText();
  };
  assert.match(await decide('button[name=who]:not([value=other])'), /The same person/);
  found.push(...(await faults(nora, place)));
  await nora.page.goto(`${site.portal}/staff/matching`);
  assert.equal(await nora.page.locator('main table').count(), 0, 'nothing waits any more');
  await nora.page.goto(site.portal + place);
  await decide('button[value=undo]');
  assert.equal(await nora.page.locator('main button[value=other]').count(), 1, 'it is asked again');
  assert.match(await decide('button[value=other]'), /Two people/);
  assert.deepEqual(found, []);
  await nora.context.close();
});

test('staff end an account, judge an emergency and read the trail, each as their role may', async () => {
  const found = [];
  const alma = await openWindow(site);
  await signIn(site, alma.page, 'alma');
  for (const path of ['/staff', '/staff/accounts', '/staff/accounts?which=staff', '/staff/accounts/new', '/staff/rules', '/staff/measures', '/staff/measures?period=2026']) found.push(...(await faults(alma, path)));
  await alma.page.goto(`${site.portal}/staff/accounts/new`);
  await alma.page.locator('#name').fill('Olga Ruiz');
  await alma.page.locator('#login').fill('olga');
  await alma.page.locator('#office-front-desk').check();
  await alma.page.locator('main form[action="/staff/accounts/new"] button').click();
  await alma.page.waitForLoadState();
  assert.match(await alma.page.locator('main').innerText(), /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/, 'a code to hand over');
  await alma.page.locator('main .crumb a').click();
  await alma.page.waitForLoadState();
  found.push(...(await faults(alma, new URL(alma.page.url()).pathname)));
  await alma.page.locator('main a[href$="/end"]').click();
  await alma.page.locator('#why').fill('Leaves');
  await alma.page.locator('main button.danger').click();
  await alma.page.waitForLoadState();
  assert.match(await alma.page.locator('main').innerText(), /The account has ended/);
  await alma.context.close();

  const nora = await openWindow(site);
  await signIn(site, nora.page, 'nora');
  await nora.page.goto(`${site.portal}/staff/patients/${record.split('/').pop()}/emergency`);
  await nora.page.locator('#why').fill('Unconscious, allergies needed');
  await nora.page.locator('main button.danger').click();
  await nora.page.waitForLoadState();
  assert.match(await nora.page.locator('body').innerText(), /Emergency access until/);
  await nora.context.close();

  const priya = await openWindow(site);
  await signIn(site, priya.page, 'priya');
  for (const path of ['/staff', '/staff/emergencies', '/staff/trail', `/staff/trail?whose=${record.split('/').pop()}`]) found.push(...(await faults(priya, path)));
  await priya.page.goto(`${site.portal}/staff/emergencies`);
  await priya.page.locator('main input[name=why]').first().fill('She could not be asked');
  await priya.page.locator('main button[value=justified]').first().click();
  await priya.page.waitForLoadState();
  assert.match(await priya.page.locator('main').innerText(), /The review is kept/);
  await priya.context.close();
  assert.deepEqual(found, []);
});

test('a person connects a new phone, and the old one opens nothing any more', async () => {
  const tom = site.person('tom');
  const window = await openWindow(site, { width: 375 });
  const { page } = window;
  await signIn(site, page, 'tom');
  await page.goto(`${site.portal}/settings`);
  await page.locator('main a[href="/settings/second-factor"]').click();
  await page.locator('input[name=password-now]').fill(tom.password);
  await page.locator('main form .actions button').click();
  await page.waitForURL(/second-factor\/new/);
  assert.deepEqual(await axeFinds(page), []);
  const old = { ...tom };
  tom.second_factor = (await page.locator('main strong.code').innerText()).replaceAll(' ', '');
  assert.notEqual(tom.second_factor, old.second_factor);
  await page.locator('input[name=code]').fill(await freshCode({ ...tom, login: 'new phone' }));
  await page.locator('main form button').click();
  await page.waitForLoadState();
  assert.deepEqual(await axeFinds(page), []);
  const paper = await page.locator('main li .code').allInnerTexts();
  assert.equal(new Set(paper).size, 10, 'ten recovery codes are shown');
  await page.locator('main a.primary').click();
  await signOut(page);

  await page.waitForURL(/signed-out/);
  await page.locator('input[name=login]').fill(tom.login);
  await page.locator('input[name=password]').fill(tom.password);
  await page.locator('form[action="/sign-in"] .actions button').click();
  await page.waitForURL(/sign-in\/code/);
  await page.locator('input[name=code]').fill(await freshCode({ ...old, login: 'old phone' }));
  await page.locator('main form button').first().click();
  await page.waitForLoadState();
  assert.match(await page.locator('.errors').innerText(), /did not work/);
  await page.locator('input[name=code]').fill(await freshCode({ ...tom, login: 'new phone' }));
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/records\//);
  await window.context.close();
});
