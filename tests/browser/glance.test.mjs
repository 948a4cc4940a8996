// What the pages of a record answer at a glance: at every width, in few clicks, light, sound.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { axeFinds, chooseLanguage, openMenu, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const PAGES = ['', 'medications', 'results', 'results?by=date', 'results?show=attention', 'results/compare',
  'conditions', 'allergies', 'vaccines', 'vaccines/proof', 'vital-signs', 'procedures', 'social-history', 'visits',
  'documents', 'care-plans', 'care-team', 'claims', 'coverage', 'other', 'timeline', 'search', 'summary', 'about',
  'download', 'send', 'people', 'people/new', 'activity'];
const WIDTHS = [320, 375, 480, 640, 768, 960, 1280, 1600, 1920];

let site;
const people = {};

before(async () => {
  site = await startSite();
  for (const login of ['ana', 'jorge', 'rosa', 'sam', 'maya']) {
    const { context, page } = await openWindow(site);
    await signIn(site, page, login);
    const record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
    people[login] = { signedIn: await context.storageState(), record };
    await context.close();
  }
}, { timeout: 240_000 });

after(async () => { await site?.stop(); });

async function windowOf(login, options = {}) {
  return openWindow(site, { signedIn: people[login].signedIn, ...options });
}

const address = (login, page) => `${site.portal}${people[login].record}/${page}`.replace(/\/$/, '');

/** The addresses of the first entry of each section. */
async function details(page, login) {
  const found = [];
  for (const section of ['medications', 'results', 'conditions', 'visits', 'documents', 'vital-signs', 'claims']) {
    await page.goto(address(login, section));
    const link = page.locator(`main a[href*="${people[login].record}/${section}/"]:not([href$="/compare"])`).first();
    if (await link.count()) found.push(await link.getAttribute('href'));
  }
  return found;
}

for (const language of ['en', 'es']) {
  test(`no page scrolls sideways from 320 to 1,920 px in ${language}`, async () => {
    const { context, page } = await windowOf('ana', { language });
    await page.goto(address('ana', ''));
    await chooseLanguage(page, language);
    const paths = [...PAGES.map((one) => address('ana', one)),
      ...(await details(page, 'ana')).map((one) => site.portal + one)];
    const found = [];
    for (const path of paths) {
      await page.goto(path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        if (await scrollsSideways(page)) found.push(`${path} at ${width}`);
      }
    }
    await page.goto(address('ana', ''));
    await chooseLanguage(page, 'en');
    await context.close();
    assert.deepEqual(found, []);
  });
}

// WCAG 2.2, 1.4.12: a reader's own line height and distances between letters, words and paragraphs.
const WIDE_TEXT = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }`;

/** Texts whose own box hides a part of them. What scrolls by itself or is for the ear alone hides nothing. */
function cutOff() {
  const cuts = (value) => value === 'hidden' || value === 'clip';
  return [...document.querySelectorAll('body *')].filter((element) => {
    const style = getComputedStyle(element);
    if (!element.innerText?.trim() || style.clipPath !== 'none' || !element.checkVisibility()) return false;
    return (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
  }).map((element) => element.outerHTML.slice(0, 120));
}

for (const [name, size, style] of [
  // 1,280 by 1,024 points at 400 % (WCAG 2.2, 1.4.10).
  ['at four times the size', { width: 320, height: 256 }, ''],
  ['with wide letters and lines', { width: 375, height: 812 }, WIDE_TEXT]]) {
  test(`${name} every page keeps its words and scrolls one way only`, async () => {
    const { context, page } = await windowOf('ana', { language: 'es' });
    await page.setViewportSize(size);
    await page.goto(address('ana', ''));
    await chooseLanguage(page, 'es');
    const found = [];
    for (const path of PAGES) {
      await page.goto(address('ana', path));
      if (style) await page.evaluate((rules) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(rules);
        document.adoptedStyleSheets = [sheet];
      }, style);
      if (await scrollsSideways(page)) found.push(`${path} scrolls sideways`);
      found.push(...(await page.evaluate(cutOff)).map((one) => `${path}: ${one}`));
      // What stays in place while the page scrolls leaves most of the window to what is read.
      const held = await page.evaluate(() => [...document.querySelectorAll('body *')]
        .filter((one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position) && one.checkVisibility())
        .filter((one) => getComputedStyle(one).clipPath === 'none' && one.getBoundingClientRect().width > innerWidth / 2)
        .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0));
      if (held > size.height / 2) found.push(`${path}: ${held} of ${size.height} points stay in place`);
    }
    await page.goto(address('ana', ''));
    await chooseLanguage(page, 'en');
    await context.close();
    assert.deepEqual(found, []);
  });
}

test('in forced colours what is said by colour is still said, and every icon is seen', async () => {
  const { context, page } = await windowOf('ana', { width: 375 });
  await page.emulateMedia({ forcedColors: 'active' });
  const found = [];
  for (const path of ['', 'results', 'medications', 'vital-signs', 'summary', 'people', 'send']) {
    await page.goto(address('ana', path));
    found.push(...(await axeFinds(page)).map((fault) => `${path}: ${fault}`));
    // A line that is drawn must not have the colour of what is behind it.
    const lost = await page.evaluate(() => [...document.querySelectorAll('main svg.i, main .st')].filter((one) => {
      const own = getComputedStyle(one);
      const drawn = one.matches('svg') && own.stroke !== 'none' ? own.stroke : own.color;
      return one.checkVisibility() && drawn === getComputedStyle(document.body).backgroundColor;
    }).map((one) => one.outerHTML.slice(0, 80)));
    found.push(...lost.map((one) => `${path}: ${one}`));
  }
  await context.close();
  assert.deepEqual(found, []);
});

test('on a phone the heading begins within the first 120 px', async () => {
  const { context, page } = await windowOf('ana', { width: 375 });
  const found = [];
  for (const language of ['es', 'en']) {
    await page.goto(address('ana', ''));
    await chooseLanguage(page, language);
    // The form for letting somebody in has its way back above the heading.
    for (const path of PAGES.filter((one) => one !== 'people/new')) {
      await page.goto(address('ana', path));
      const box = await page.locator('h1').boundingBox();
      if (!box || box.y > 120) found.push(`${language} ${path}: ${box?.y}`);
    }
  }
  await context.close();
  assert.deepEqual(found, []);
});

test('axe finds nothing on the pages of small, large and differing records, light and dark', async () => {
  const found = [];
  for (const [login, pages] of [
    ['jorge', ['', 'results', 'vital-signs', 'timeline', 'summary']], ['rosa', ['', 'medications', 'summary']],
    ['sam', ['', 'results', 'visits', 'vaccines/proof']], ['maya', ['', 'vaccines', 'vital-signs']],
    ['ana', ['', 'results/compare', 'summary', 'claims', 'vaccines/proof']]]) {
    for (const colorScheme of ['light', 'dark']) {
      const { context, page } = await windowOf(login, { width: 375 });
      await page.emulateMedia({ colorScheme });
      for (const path of pages) {
        await page.goto(address(login, path));
        found.push(...(await axeFinds(page)).map((fault) => `${login} ${path} ${colorScheme}: ${fault}`));
      }
      await context.close();
    }
  }
  assert.deepEqual(found, []);
});

test('a page and its stylesheet weigh under 60 kB, also of a very large record', async () => {
  const found = [];
  for (const [login, pages] of [['ana', PAGES], ['jorge', ['', 'results', 'vital-signs', 'timeline', 'summary']]]) {
    const { context, page } = await windowOf(login);
    for (const path of pages) {
      await page.goto(address(login, path), { waitUntil: 'load' });
      const bytes = await page.evaluate(() => {
        const style = performance.getEntriesByType('resource').find((one) => one.name.includes('/assets/style-'));
        return performance.getEntriesByType('navigation')[0].encodedBodySize + (style?.encodedBodySize ?? 0);
      });
      if (bytes > 60_000) found.push(`${login} ${path}: ${bytes}`);
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});

test('nothing moves while a page comes in', async () => {
  const { context, page } = await windowOf('ana', { width: 375 });
  for (const path of ['', 'results', 'medications']) {
    await page.goto(address('ana', path));
    const moved = await page.evaluate(() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
    }));
    assert.equal(moved, 0, path);
  }
  await context.close();
});

test('without scripts the menu opens, search finds everyday words, and a slip is forgiven', async () => {
  const { context, page } = await windowOf('ana', { width: 375, scripts: false });
  await page.goto(address('ana', ''));
  await openMenu(page);
  await page.locator('nav.menu a[href$="/medications"]').click();
  await page.waitForURL(/medications/);
  for (const [asked, expected] of [['flu shot', /Flu vaccine/], ['azúcar', /Average blood sugar/],
    ['metfromin', /etformin/], ['presion alta', /High blood pressure/]]) {
    await page.goto(address('ana', 'search'));
    await page.locator('main input[name=q]').fill(asked);
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\?q=/);
    assert.match(await page.locator('main').innerText(), expected, asked);
  }
  await context.close();
});

test('by keyboard alone one goes from the overview to a test and its table', async () => {
  const { context, page } = await windowOf('ana');
  await page.goto(address('ana', ''));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  await tabTo(page, 'main a[href$="/results"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/results$/);
  await page.locator('#main').focus();
  await tabTo(page, 'main table.tests a');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/results\/./);
  assert.equal(await page.locator('main .chart-box > svg').count(), 1);
  assert.ok((await page.locator('main table tbody tr').count()) > 1, 'the same values as a table');
  await context.close();
});

async function tabTo(page, selector) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} can't be reached with the keyboard`);
}

test('lists that differ stand side by side, and the overview says so first', async () => {
  const { context, page } = await windowOf('rosa', { width: 375, scripts: false });
  await page.goto(address('rosa', ''));
  assert.match(await page.locator('.attend').innerText(), /Lists differ/);
  await page.locator('.attend a.go').first().click();
  const table = await page.locator('table.compare').innerText();
  assert.match(table, /Hill Heart Center/);
  assert.match(table, /Valley Practice/);
  await context.close();
});

// Charts are compared as pictures, with a tolerance for the fonts of another machine. A chart that is
// meant to change: run the tests once with BLUEBUTTON_TEST_KEEP_PICTURES=1, and look at the new picture
// before it is committed.
const CHARTS = [['a1c', 'results', 'Average blood sugar', '.chart-box'],
  ['pressure', 'vital-signs', 'Blood pressure', '.chart-box'], ['bar', 'results', 'Average blood sugar', '.large']];
test('charts look as they did', async () => {
  const folder = join(here, 'pictures');
  mkdirSync(folder, { recursive: true });
  const { context, page } = await windowOf('ana');
  for (const [name, section, words, part] of CHARTS) {
    await page.goto(address('ana', section));
    await page.locator(`main a:has-text("${words}")`).first().click();
    const now = await page.locator(`main ${part}`).first().screenshot();
    const file = join(folder, `${name}.png`);
    if (process.env.BLUEBUTTON_TEST_KEEP_PICTURES) writeFileSync(file, now);
    assert.ok(existsSync(file), `${name}.png is missing: make it with BLUEBUTTON_TEST_KEEP_PICTURES=1, look at it, keep it`);
    const share = await difference(page, readFileSync(file), now);
    assert.ok(share < 0.03, `${name}: ${(share * 100).toFixed(1)} % of the picture differs`);
  }
  await context.close();
});

/** The share of points that differ visibly between two pictures. */
async function difference(page, one, other) {
  const urls = [one, other].map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  const blank = await page.context().newPage();
  const share = await blank.evaluate(async (sources) => {
    const points = await Promise.all(sources.map(async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.width, picture.height];
      const drawing = canvas.getContext('2d');
      drawing.drawImage(picture, 0, 0);
      return drawing.getImageData(0, 0, canvas.width, canvas.height);
    }));
    const [a, b] = points;
    if (a.width !== b.width || a.height !== b.height) return 1;
    let differing = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      const far = Math.abs(a.data[at] - b.data[at]) + Math.abs(a.data[at + 1] - b.data[at + 1])
        + Math.abs(a.data[at + 2] - b.data[at + 2]);
      if (far > 96) differing += 1;
    }
    return differing / (a.data.length / 4);
  }, urls);
  await blank.close();
  return share;
}
