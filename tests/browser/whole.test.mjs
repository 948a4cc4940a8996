// The whole way of somebody new: told apart from a namesake, invited by letter, in with a passkey, and then what the record is for
// between people: letting a daughter in with limits, looking as she does, changing it, ending it, reading all of it; asking the
// office for a limit and a correction; and the office at its own work. One demo, no short cuts: what the next step needs
// comes from the page or the paper of the one before. With PICTURES=FOLDER each page is kept as a picture, to look at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openMenu, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

let site;
let nora; // the records office
let tom; // somebody new, on a telephone in Spanish
let elena; // his daughter
let letter; // what stands on his letter
let record; // the path of his record
let pictures = 0;

before(async () => {
  site = await startSite();
}, { timeout: 120_000 });

after(async () => {
  await site?.stop();
});

/** A window whose device has a fingerprint reader. */
async function windowWithFinger(options) {
  const window = await openWindow(site, options);
  const cdp = await window.context.newCDPSession(window.page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return window;
}

/** The page that is open is not wider than the screen, has one heading, and nothing complained about. (By axe each of them is swept
 * in journeys.test.mjs and office.test.mjs.) */
async function isSound(window) {
  const found = [];
  if (process.env.PICTURES) {
    pictures += 1;
    const name = `${String(pictures).padStart(2, '0')}${new URL(window.page.url()).pathname.replace(/[^a-z]+/g, '-').slice(0, 60)}.png`;
    await window.page.screenshot({ path: join(process.env.PICTURES, name), fullPage: true });
  }
  if (await scrollsSideways(window.page)) found.push('scrolls sideways');
  if ((await window.page.locator('h1').count()) !== 1) found.push('needs one h1');
  found.push(...window.complaints.splice(0));
  assert.deepEqual(found, [], window.page.url());
}

const said = (window) => window.page.locator('main').innerText();

/** Opens a page and looks whether it is sound. */
async function opens(window, path) {
  const answer = await window.page.goto(site.portal + path);
  await isSound(window);
  return answer.status();
}

/** Presses the button and waits for where it leads. */
async function press(window, button, to) {
  await window.page.locator(button).first().click();
  await window.page.waitForURL(to);
  await isSound(window);
}

/** Joins with a code and a passkey, for the record of whoever was born on November 2, 1948. */
async function joins(window, code, name, login) {
  const { page } = window;
  await isSound(window);
  await page.locator('input[name=code]').fill(code);
  await page.locator('select[name=born-month]').selectOption('11');
  await page.locator('input[name=born-day]').fill('2');
  await page.locator('input[name=born-year]').fill('1948');
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=login]').fill(login);
  await page.locator('button[data-passkey]').click();
  await page.waitForURL(/\/records\/[a-z2-7]{13}/);
  await isSound(window);
}

test('the office finds a misspelt name, and tells two people of one name apart', async () => {
  nora = await openWindow(site);
  const { page } = nora;
  await signIn(site, page, 'nora');
  const search = async (words) => {
    await page.goto(`${site.portal}/staff`);
    await page.locator('main input[name=q]').fill(words);
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await isSound(nora);
    return said(nora);
  };
  assert.match(await search('tomm beker 11/02/1948'), /Tom Becker/);
  assert.equal((await said(nora)).match(/Tom Becker/g).length, 1, 'one is known, the other waits');

  await opens(nora, '/staff/matching');
  await press(nora, 'main a[href^="/staff/matching/"]', /staff\/matching\/./);
  assert.match(await said(nora), /H-77310/);
  await page.locator('#why').fill('Another address and another mother: he was asked on the telephone');
  await press(nora, 'main button[value=other]', /matching/);
  assert.match(await said(nora), /Two people/);
  assert.equal((await search('beker 1948')).match(/Tom Becker/g).length, 2);
});

test('the front desk prints his letter: code, address and end, in both languages', async () => {
  const frank = await openWindow(site);
  await signIn(site, frank.page, 'frank');
  await opens(frank, '/staff/letters');
  const coming = frank.page.waitForEvent('download');
  await frank.page.locator('main form[action="/staff/letters"] button').click();
  const file = join(mkdtempSync(join(tmpdir(), 'bluebutton-letters-')), 'letters.pdf');
  await (await coming).saveAs(file);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  assert.match(text, /Walter Nguyen[^]*Inés Marín|Inés Marín[^]*Walter Nguyen/, 'the others who are new have letters too');
  assert.doesNotMatch(text, /Ana Reyes|Leo Park/, 'who has an account gets none, nor does a small child');
  assert.doesNotMatch(text, /H-77310|1948/, 'no number, no birth date');
  const his = text.split('\f').filter((one) => one.includes('Tom Becker')).join();
  const codes = [...new Set(his.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/g))];
  assert.equal(codes.length, 1, 'one code, in English and in Spanish');
  letter = { code: codes[0], address: his.match(/http:\/\/localhost:\d+\/\S+/)[0] };
  await frank.context.close();
});

test('he joins with the letter and a passkey, and reads his record', async () => {
  tom = await windowWithFinger({ width: 375, language: 'es' });
  await tom.page.goto(letter.address);
  assert.equal(await tom.page.locator('html').getAttribute('lang'), 'es');
  await joins(tom, letter.code, 'Tom Becker', 'tom.hill');
  record = new URL(tom.page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  assert.equal(await opens(tom, `${record}/results`), 200);
  assert.match(await said(tom), /Potas/);
  await opens(tom, '/settings/sessions');
  assert.match(await said(tom), /Chrome/);
});

test('he lets his daughter in to visits alone, and she sees nothing else, not even that there is more', async () => {
  await opens(tom, record);
  await openMenu(tom.page);
  await tom.page.locator(`nav a[href="${record}/people"]:visible`).first().click();
  await tom.page.waitForURL(/people$/);
  await isSound(tom);
  await press(tom, `main a[href="${record}/people/new"]`, /people\/new$/);
  await tom.page.locator('#name').fill('Elena Becker');
  await tom.page.locator('#which-some').check();
  await tom.page.locator('#section-visits').check();
  await tom.page.locator('details:has(#until) summary').click();
  const year = new Date().getFullYear() + 1;
  await tom.page.locator('#until').fill(`${year}-06-30`);
  await tom.page.locator('main form .actions button').click();
  await tom.page.locator('.code').waitFor();
  await isSound(tom);
  const code = await tom.page.locator('.code').innerText();
  assert.match(await said(tom), /Solo estas partes: Consultas/);

  elena = await windowWithFinger({ width: 1280 });
  await elena.page.goto(`${site.portal}/invitation`);
  await joins(elena, code, 'Elena Becker', 'elena');
  assert.equal(new URL(elena.page.url()).pathname, record);
  assert.match(await elena.page.locator('body').innerText(), new RegExp(`June 30, ${year}`));
  assert.equal(await opens(elena, `${record}/visits`), 200);
  assert.match(await said(elena), /Emergency/);
  const links = await elena.page.locator('a[href^="/records/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const [hidden, status] of [['results', 404], ['conditions', 404], ['documents', 404], ['download', 403], ['send', 403], ['people', 403]]) {
    const answer = await elena.page.goto(`${site.portal}${record}/${hidden}`);
    assert.equal(answer.status(), status, hidden);
    assert.doesNotMatch(await elena.page.locator('body').innerText(), /Potassium|5\.\d/, hidden);
    assert.ok(!links.some((link) => link.startsWith(`${record}/${hidden}`)), `${hidden} is in a menu of hers`);
  }
  assert.ok(!links.includes(`${record}/apps`), 'she may let no app in');
  elena.complaints.length = 0; // the browser's own words on pages that are not there
  await opens(elena, `${record}/timeline`);
  assert.doesNotMatch(await said(elena), /Potassium/);
});

test('he looks as she does, gives her more, takes it back, and ends it; she is told so', async () => {
  await opens(tom, `${record}/people`);
  await press(tom, 'main form[action$="/see"] button', /\/records\//);
  assert.match(await tom.page.locator('body').innerText(), /Elena Becker/);
  const there = await tom.page.goto(`${site.portal}${record}/results`);
  assert.equal(there.status(), 404, 'a part that is hidden from her');
  tom.complaints.length = 0;
  await tom.page.goto(site.portal + record);
  await press(tom, 'form[action="/preview/stop"] button', /people/);

  await press(tom, 'main a[href$="/change"]', /change$/);
  await tom.page.locator('#section-results').check();
  await tom.page.locator('#may-apps').check();
  await press(tom, 'main form[action$="/change"] .actions button', /changed=/);
  assert.match(await said(tom), /permitir que lo lean aplicaciones/);
  assert.equal(await opens(elena, `${record}/results`), 200);
  assert.match(await said(elena), /Potassium/);
  await opens(elena, `${record}/apps`);
  assert.match(await said(elena), /No app reads this record for you/);
  assert.equal((await elena.page.goto(`${site.portal}${record}/download`)).status(), 403);
  elena.complaints.length = 0;
  await press(tom, 'main form[action$="/undo"] button', /undone=1/);
  assert.equal((await elena.page.goto(`${site.portal}${record}/results`)).status(), 404);
  elena.complaints.length = 0;

  await press(tom, 'main a[href$="/end"]', /end$/);
  await press(tom, 'main form[action$="/end"] button', /ended=1/);
  await elena.page.goto(`${site.portal}${record}/visits`);
  const told = await elena.page.locator('body').innerText();
  assert.match(told, /ended|over/i);
  assert.doesNotMatch(told, /Emergency|Becker, Tom|Tom Becker/, 'nothing else of the record');
  await elena.context.close();
});

test('he reads all of it in the activity, with names', async () => {
  await opens(tom, `${record}/activity`);
  const lines = await said(tom);
  const all = [
    /Nora Quinn \(personal de la organización\)/, /Frank Ortiz[^]*Creó una invitación/, /Usó la invitación y abrió la cuenta/,
    /Invitó a Elena Becker/, /Elena Becker \([^)]+\)\s+Usó un código/, /Elena Becker \([^)]+\)\s+Miró: [^\n]*Consultas/,
    /Miró el expediente como lo ve Elena Becker/, /Cambió lo que Elena Becker puede ver y hacer/,
    /Deshizo un cambio de lo que Elena Becker/, /Terminó el acceso de Elena Becker/,
  ];
  for (const told of all) assert.match(lines, told);
});

test('he asks for a limit and a correction, the office answers, and he reads it', async () => {
  await opens(tom, `${record}/requests`);
  await press(tom, 'main a[href*="/requests/new/restriction"]', /restriction/);
  await tom.page.locator('#what-everything').check();
  await tom.page.locator('#from-plan').check();
  await press(tom, 'main form .actions button', /asked=1/);
  const limit = tom.page.url().split('?')[0];
  await opens(tom, `${record}/results`);
  await tom.page.locator(`main a[href*="${record}/results/"]`).first().click();
  await tom.page.locator('main a[href*="/requests/new/amendment"]').click();
  await tom.page.waitForURL(/amendment/);
  await tom.page.locator('textarea[name=text]').fill('El tubo no era mío.');
  await press(tom, 'main form .actions button', /asked=1/);
  const correction = tom.page.url().split('?')[0];

  const answers = async (id, button, fill) => {
    await opens(nora, '/staff/requests');
    await press(nora, `main a[href^="/staff/requests/"][href$="/${id}"]`, /staff\/requests\/./);
    await fill();
    await nora.page.getByRole('button', { name: button, exact: true }).click();
    await nora.page.waitForURL(/done=answered/);
    await isSound(nora);
  };
  const idOf = (address) => address.split('/').pop();
  await answers(idOf(limit), 'Agree', () => nora.page.locator('input[name=recipients]').fill('plan.example'));
  await answers(idOf(correction), "Don't agree", () => nora.page.locator('textarea[name=text]').fill('The laboratory looked again: it was yours.'));
  await tom.page.goto(limit);
  assert.match(await said(tom), /plan\.example/);
  await isSound(tom);
  await tom.page.goto(correction);
  assert.match(await said(tom), /it was yours/);
  await isSound(tom);
});

test('the office reads how it does', async () => {
  await opens(nora, '/staff/measures');
  assert.match(await said(nora), /4 business days/);
  assert.equal(await opens(nora, `/staff/measures?period=${new Date().getFullYear()}`), 200);
  await nora.context.close();
  await tom.context.close();
});
