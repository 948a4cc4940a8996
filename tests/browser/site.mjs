// A running demo and people in a browser: what the journeys are told with.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Starts `bluebutton demo` on free ports, with those settings beside its own (TOML), and the browser. */
export async function startSite({ settings } = {}) {
  const more = [];
  if (settings) {
    const file = join(mkdtempSync(join(tmpdir(), 'bluebutton-settings-')), 'bluebutton.toml');
    writeFileSync(file, settings);
    more.push('--config', file);
  }
  // What is meant for the tests is no setting of the program.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BLUEBUTTON_TEST_')));
  const demo = spawn(process.env.BLUEBUTTON, ['demo', '--port', '0', '--json', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  const stopped = new Promise((resolve) => demo.once('exit', resolve));
  const first = await Promise.race([
    new Promise((resolve) => createInterface({ input: demo.stdout }).once('line', resolve)),
    stopped.then((code) => {
      throw new Error(`the demo ended with ${code} before it was ready`);
    }),
  ]);
  const told = JSON.parse(first);
  const browser = await startBrowser();
  return {
    ...told,
    browser,
    // What was refused because somebody asked too often: else a test waits for a page that never comes.
    refused: [],
    person: (login) => told.people.find((person) => person.login === login),
    /** The program goes away, the browser stays: as on a train. */
    async stopProgram() {
      demo.kill('SIGTERM');
      await stopped;
    },
    async stop() {
      await browser.close();
      demo.kill('SIGTERM');
      await stopped;
    },
  };
}

/** Debian's Chromium, without what it does by itself. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run',
      // A demo is on this machine; a page from elsewhere that reads its open data must be let.
      '--disable-features=LocalNetworkAccessChecks'],
  });
}

/** The six digits of the moment (RFC 6238), as an app would show them. */
export function codeOf(secret, seconds = Date.now() / 1000) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of secret) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A new browser window; what its pages complain about is collected. */
export async function openWindow(site, { width = 1280, scripts = true, language = 'en', signedIn, trusts = false } = {}) {
  const context = await site.browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    locale: language === 'es' ? 'es-US' : 'en-US',
    acceptDownloads: true,
    storageState: signedIn,
    // A provider with a certificate of its own house.
    ignoreHTTPSErrors: trusts,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (answer) => {
    if (answer.status() === 429) site.refused?.push(`${answer.request().method()} ${answer.url()}`);
  });
  return { context, page, complaints };
}

/** Opens the menu of a narrow screen; on a wide one it is open. */
export async function openMenu(page) {
  const button = page.locator('button.menu-button');
  if (await button.isVisible()) await button.click();
}

/** Chooses the language of the pages, wherever the button stands at this width. */
export async function chooseLanguage(page, language) {
  const own = await page.locator('html').getAttribute('lang');
  if (own === language) return;
  await openMenu(page);
  await page.locator(`form[action="/language"] button[lang="${language}"]:visible`).first().click();
  await page.waitForLoadState();
}

/** Signs out, wherever the button stands at this width. */
export async function signOut(page) {
  await openMenu(page);
  await page.locator('form[action="/sign-out"] button:visible').first().click();
}

/** Signs in as a person of the demo, the way they would. A code holds once: the next one is waited for. */
export async function signIn(site, page, login) {
  const person = site.person(login);
  await page.goto(`${site.portal}/sign-in`);
  await page.locator('input[name=login]').fill(person.login);
  await page.locator('input[name=password]').fill(person.password);
  await page.locator('form[action="/sign-in"] .actions button').click();
  await page.waitForURL(/sign-in\/code/);
  await page.locator('input[name=code]').fill(await freshCode(person));
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/(records|staff)/);
}

const used = new Map();

/**
 * A code of this person that was not used before. The server takes those of the step before, of this one and of the next. That
 * of the step before is given early in a step only: it must still hold when the slowest machine sends it. Whoever has used
 * them all waits for the next one, as with a phone.
 */
export async function freshCode(person) {
  const now = Date.now() / 30_000;
  const oldest = now % 1 < 1 / 3 ? Math.floor(now) - 1 : Math.floor(now);
  const step = Math.max((used.get(person.login) ?? 0) + 1, oldest);
  used.set(person.login, step);
  if (step > now + 1) await new Promise((resolve) => setTimeout(resolve, (step - 1 - now) * 30_000));
  return codeOf(person.second_factor, step * 30);
}

/**
 * Whether axe judges the pages of a sweep at this look: in English on a wide screen, and in Spanish on a phone. So every page is
 * judged in both languages and at both widths; axe is three quarters of what a sweep takes, and at the other looks it is asked
 * the same once more.
 */
export const isJudged = (width, language) => (language === 'en' ? width === 1280 : width === 375);

/** What axe finds wrong with a page, each in one line. */
export async function axeFinds(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }),
  );
  return found.violations.map(
    (one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.html).slice(0, 2).join(' | ')})`,
  );
}

/** Whether a page can be read without scrolling sideways. */
export async function scrollsSideways(page) {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
  );
}
