// Every page of the staff, of a caregiver and of a patient's own office matters, found by following links: by axe, at two
// widths and in both languages. Whoever acts by law, a court's order, all access stopped, and what is withheld come first,
// so that their pages have something to show.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, isJudged, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

const LOOKS = [[1280, 'en'], [1280, 'es'], [375, 'en'], [375, 'es']];

/** Files, and what is done by opening it. */
const NO_PAGE = /\/(file|papers|proof|calendar|keep|download)(\/|$|\?)|\.(pdf|csv|json)|sign-out|\/letters\/print/;

let site;
let tom; // the key of Tom's record, of whom the office has most to show
const cookies = {};

/** Signs in once, as people do. */
async function comes(login) {
  const { context, page } = await openWindow(site);
  await signIn(site, page, login);
  cookies[login] = await context.storageState();
  return { context, page };
}

before(async () => {
  site = await startSite();
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
});

/** Presses the button of the form that is open, and waits for where it leads. */
async function goOn(page, button, to) {
  await page.locator(button).first().click();
  await page.waitForURL(to);
}

test('the office enters who acts by law, a court order, and what is withheld', async () => {
  const paper = join(mkdtempSync(join(tmpdir(), 'bluebutton-paper-')), 'order.txt');
  writeFileSync(paper, 'It is ordered.');
  const { context, page } = await comes('nora');
  await page.goto(`${site.portal}/staff`);
  await page.locator('main input[name=q]').first().fill('becker 1948');
  await page.keyboard.press('Enter');
  await page.locator('main a[href^="/staff/patients/"]').first().click();
  await page.waitForURL(/\/staff\/patients\/[a-z2-7]{13}/);
  tom = page.url().match(/patients\/([a-z2-7]{13})/)[1];
  const card = `${site.portal}/staff/patients/${tom}`;
  await page.goto(`${card}/people/new`);
  await page.locator('#name').fill('Carla Becker');
  await page.locator('#authority-agent').check();
  await page.locator('#identity').fill('Passport');
  await page.locator('input[type=file]').setInputFiles(paper);
  await page.locator('#which-all').check();
  await goOn(page, 'main form button.primary', /done=entered/);
  await page.goto(`${card}/orders/new`);
  await page.locator('#name').fill('Otto Nemo');
  await page.locator('#note').fill('County court, 7');
  await page.locator('input[type=file]').setInputFiles(paper);
  await goOn(page, 'main form[enctype] button', /done=order/);
  assert.match(await page.locator('main').innerText(), /Otto Nemo/);
  await context.close();

  const officer = await comes('priya');
  await officer.page.goto(`${card}/withhold`);
  await officer.page.locator('input[name=what][value=sections]').check();
  await officer.page.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await officer.page.locator('input[name=section][value=conditions]').check();
  await officer.page.locator('#ground-danger').check();
  await officer.page.locator('#note').fill('Dr. Lee decided so.');
  const year = new Date().getFullYear() + 1;
  await officer.page.locator('#until').fill(`${year}-01-15`);
  await goOn(officer.page, 'main form button.danger', /done=set/);
  await officer.context.close();
});

/** What kind of page a path is: ids are all alike, and so are pages of a list. */
function kindOf(path) {
  const [place, query = ''] = path.split('?');
  const names = [...new URLSearchParams(query).keys()].filter((name) => name !== 'page').sort();
  const plain = place
    .split('/')
    .map((part) => (/^[A-Za-z0-9_.-]{13,}$/.test(part) && !/^[a-z-]+$/.test(part) ? ':id' : part))
    .map((part, at, all) => (/^[a-z2-7]{13}$/.test(part) || all[at - 1] === 'topics' ? ':id' : part));
  return plain.join('/') + (names.length ? `?${names.join('&')}` : '');
}

/** What is wrong with the page that is open. */
async function faults({ page, complaints }, path, judged = true) {
  const found = judged ? await axeFinds(page) : [];
  if (await scrollsSideways(page)) found.push('scrolls sideways');
  if ((await page.locator('h1').count()) !== 1) found.push('needs one h1');
  found.push(...complaints.splice(0));
  return found.map((fault) => `${path}: ${fault}`);
}

/** Follows every link below those places, one of each kind; the kinds that were met, and what is wrong with them. */
async function swept(login, [width, language], starts, below) {
  const window = await openWindow(site, { width, language, signedIn: cookies[login] });
  await window.page.goto(site.portal + starts[0]);
  await chooseLanguage(window.page, language);
  const [waiting, met, found] = [[...starts], new Set(), []];
  while (waiting.length) {
    const path = waiting.shift();
    const kind = kindOf(path);
    if (met.has(kind)) continue;
    met.add(kind);
    const answer = await window.page.goto(site.portal + path);
    const here = new URL(window.page.url());
    if (answer.status() !== 200) found.push(`${path}: answers ${answer.status()}`);
    if (here.pathname === '/confirm') found.push(`${path}: asks once more who it is`);
    found.push(...(await faults(window, path, isJudged(width, language))));
    assert.equal(await window.page.locator('html').getAttribute('lang'), language, path);
    const links = await window.page.locator('a[href^="/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    waiting.push(...links.map((link) => link.split('#')[0]).filter((link) => below.test(link) && !NO_PAGE.test(link)));
  }
  await chooseLanguage(window.page, 'en');
  await window.context.close();
  return { kinds: [...met].sort(), found };
}

/** Sweeps at every width and in both languages; the kinds of pages. */
async function sweep(login, starts, below) {
  let kinds = [];
  const found = [];
  for (const look of LOOKS) {
    const one = await swept(login, look, starts, below);
    found.push(...one.found.map((fault) => `${look.join(' ')}: ${fault}`));
    kinds = [...new Set([...kinds, ...one.kinds])];
  }
  assert.deepEqual(found, []);
  return kinds;
}

const missing = (kinds, wanted) => wanted.filter((one) => !kinds.includes(one));

test('the privacy officer says what is held and what is sensitive, after a look at what follows', async () => {
  const officer = { complaints: [], ...(await comes('priya')) };
  const { page } = officer;
  await page.goto(`${site.portal}/staff/rules/hold`);
  await page.locator('#section-documents').check();
  await page.locator('#hours').fill('48');
  await page.locator('#basis-law').check();
  await page.locator('#why').fill('Health and Safety Code 123148');
  await goOn(page, 'main form button', '**/staff/rules/hold');
  await page.locator('button[name=sure]').waitFor();
  assert.deepEqual(await faults(officer, 'the look before'), []);
  await page.setViewportSize({ width: 375, height: 812 });
  assert.deepEqual(await faults(officer, 'the look before, narrow'), []);
  await goOn(page, 'button[name=sure]', /done=said/);
  assert.match(await page.locator('main').innerText(), /48 hours/);

  await page.goto(`${site.portal}/staff/rules/topics/mental-health/change?what=add`);
  await page.locator('#code').fill('G47*');
  await page.locator('#words').fill('Sleep disorders');
  await page.locator('#why').fill('The patient council asked for it');
  await goOn(page, 'main form button', '**/change');
  await page.locator('button[name=sure]').waitFor();
  assert.deepEqual(await faults(officer, 'a code, before'), []);
  await goOn(page, 'button[name=sure]', /done=said/);
  await page.goto(`${site.portal}/staff/rules/new-topic`);
  assert.deepEqual(await faults(officer, 'a new topic'), []);
  await page.locator('#english').fill('Grief');
  await page.locator('#spanish').fill('Duelo');
  await page.locator('#codes').fill('icd10 Z63.4 Death of a family member');
  await page.locator('#why').fill('Families asked for it');
  await goOn(page, 'main form button', '**/new-topic');
  await page.locator('button[name=sure]').waitFor();
  assert.deepEqual(await faults(officer, 'a new topic, before'), []);
  await goOn(page, 'button[name=sure]', /done=said/);
  await page.locator('a[href="/staff/rules/topics/grief"]').click();
  await page.waitForURL(/topics\/grief/);
  assert.match(await page.locator('main').innerText(), /Families asked for it/);

  await page.goto(`${site.portal}/staff/rules`);
  await page.locator('a[href$="/end"]').first().click();
  await page.locator('#why').fill('Repealed');
  await goOn(page, 'main form button.danger', /done=ended/);
  assert.match(await page.locator('main').innerText(), /Repealed/);
  await officer.context.close();
});

test('every page of the records office is sound', async () => {
  (await comes('nora')).context.close();
  const kinds = await sweep('nora', ['/staff', `/staff/patients/${tom}`], /^\/staff/);
  assert.deepEqual(missing(kinds, ['/staff/patients/:id/people', '/staff/patients/:id/people/new',
    '/staff/patients/:id/orders/new', '/staff/imports', '/staff/quarantine', '/staff/matching', '/staff/requests']), []);
});

test('every page of the front desk is sound', async () => {
  (await comes('frank')).context.close();
  const kinds = await sweep('frank', ['/staff', `/staff/patients/${tom}`], /^\/staff/);
  assert.deepEqual(missing(kinds, ['/staff/patients/:id', '/staff/patients/:id/stop', '/staff/letters', '/staff/accounts']), []);
});

test('every page of the privacy officer is sound', async () => {
  (await comes('priya')).context.close();
  const kinds = await sweep('priya', ['/staff', `/staff/patients/${tom}`, '/staff/withheld'], /^\/staff/);
  assert.deepEqual(missing(kinds, ['/staff/withheld', '/staff/patients/:id/withhold', '/staff/trail', '/staff/emergencies',
    '/staff/measures', '/staff/rules/hold', '/staff/rules/topics/:id', '/staff/rules/topics/:id/change?what']), []);
});

test('every page of the administrator is sound', async () => {
  (await comes('alma')).context.close();
  const kinds = await sweep('alma', ['/staff'], /^\/staff/);
  assert.deepEqual(missing(kinds, ['/staff/accounts', '/staff/accounts/new', '/staff/jobs', '/staff/measures', '/staff/rules']), []);
});

test("a patient's own pages about who may see what are sound, and a caregiver's", async () => {
  const hers = await comes('ana');
  const record = new URL(hers.page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  await hers.context.close();
  const about = new RegExp(`^${record}/(people|requests|written|activity|summary|send)`);
  const starts = ['people', 'people/stop', 'requests', 'requests/disclosures', 'written', 'activity', 'summary', 'send'];
  const kinds = await sweep('ana', starts.map((one) => `${record}/${one}`), about);
  assert.deepEqual(missing(kinds, ['people/stop', 'people/new', 'people/:id/change', 'people/:id/end',
    'requests/disclosures', 'requests/new/restriction', 'written/new/note'].map((one) => `/records/:id/${one}`)), []);
  const lucia = await comes('lucia');
  await lucia.context.close();
  const all = await sweep('lucia', ['/records', record, `${record}/activity`], new RegExp(`^(/records$|${record})`));
  assert.ok(all.length > 15, all.join('\n'));
});
