// A summary that somebody keeps on their device: only if they ask for it, only that, and gone when they say so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFinds, openWindow, signIn, signOut, startSite } from './site.mjs';

let site;
before(async () => { site = await startSite(); }, { timeout: 240_000 });
after(async () => { await site?.stop(); });

/** Everything that the browser keeps of the site, and whether something answers in its place. */
async function held(page) {
  return page.evaluate(async () => {
    const kept = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    }
    const workers = await navigator.serviceWorker.getRegistrations();
    return { kept: kept.sort(), workers: workers.length, stored: localStorage.length + sessionStorage.length };
  });
}

const NOTHING = { kept: [], workers: 0, stored: 0 };

async function keep(page, record, untilSignOut) {
  await page.goto(`${site.portal}${record}/summary`);
  await page.locator('#keep-until').setChecked(untilSignOut);
  await page.locator('button[data-kept-keep]').click();
  await page.locator('#keep ~ [data-kept-here]').waitFor();
}

test('a summary is kept only for whoever asks, opens without the program, and goes when they say so', async () => {
  const { context, page } = await openWindow(site, { width: 375 });
  await signIn(site, page, 'ana');
  const record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  for (const path of ['', '/summary', '/medications']) await page.goto(site.portal + record + path);
  assert.deepEqual(await held(page), NOTHING, 'nothing is kept before somebody asks');

  await keep(page, record, true);
  assert.match(await page.locator('[data-kept-when]').innerText(), /Saved on this device on /);
  for (const path of ['', '/results', '/summary']) await page.goto(site.portal + record + path);
  const once = await held(page);
  assert.equal(once.workers, 1);
  assert.equal(once.kept.length, 4, `the page, what it is drawn with, until when: ${once.kept}`);
  assert.ok(once.kept.every((path) => /^\/(assets\/(style|kept)-|kept-)/.test(path)), String(once.kept));
  await page.goto(`${site.portal}${record}`);
  assert.match(await page.locator('h1').innerText(), /attention/, 'with a network it is the page of now');

  await signOut(page);
  await page.locator('p[data-kept-gone]').waitFor();
  assert.deepEqual(await held(page), NOTHING, 'signing out takes it away');

  await signIn(site, page, 'ana');
  await keep(page, record, false);
  await signOut(page);
  await page.locator('.notice[data-kept-here]').waitFor();

  await site.stopProgram();
  await page.goto(`${site.portal}/`);
  assert.match(await page.locator('main').innerText(), /Saved on this device on [\s\S]*Ana María Reyes[\s\S]*Metformin/);
  assert.equal(await page.locator('form').count(), 0, 'nothing on it can be sent');
  assert.deepEqual(await axeFinds(page), []);
  const other = await context.newPage();
  await assert.rejects(other.goto(`${site.portal}${record}/download/file?what=everything&format=pdf`), 'it stands for no file');
  await other.close();
  await page.locator('button[data-kept-remove]').click();
  await page.locator('p[data-kept-gone]').waitFor();
  assert.deepEqual(await held(page), NOTHING);
  await assert.rejects(page.goto(`${site.portal}/`), 'and it opens no more');
  await context.close();
});
