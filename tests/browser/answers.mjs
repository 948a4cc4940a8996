// Time to an answer: walked on a phone by people of the demo, from the first page after signing in, in clicks
// and screens; and what pages weigh. Writes the tables of docs/experience.md:
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/answers.mjs
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWindow, signIn, startSite } from './site.mjs';
import { WIDTH, walk, writeTables } from './walks.mjs';

const file = join(dirname(fileURLToPath(import.meta.url)), '../../docs/experience.md');

/** Each question, and the way somebody goes: what is clicked or typed in turn, and where the answer stands. */
const QUESTIONS = [
  { question: 'What was my last A1c, and is it usual?', login: 'ana',
    way: ['.attend a.go[href*="/results"]'], answer: 'tr:has-text("A1c") .st' },
  { question: 'What do I take?', login: 'ana', way: [], answer: '#medicines ~ ul li:last-child' },
  { question: 'Which of my two lists is right?', login: 'rosa', way: ['.attend a.go'], answer: 'table.compare tr.differs' },
  { question: 'What was I told at the last visit?', login: 'ana',
    way: ['section[aria-labelledby="last"] a.go'], answer: '.tint.blue p' },
  { question: 'Who saw my record?', login: 'ana', way: ['.deeds a[href$="/activity"]'], answer: 'main .lead' },
  { question: 'Send it to the hospital', login: 'ana',
    way: ['.deeds a[href$="/send"]', { type: 'surgery@direct.lakeside.example', into: 'input[name="to-address"]' },
      'main form button.primary', 'main form button.primary'], answer: 'main h1' },
  { question: 'Let my daughter in, for medicines only', login: 'ana',
    way: ['.deeds a[href$="/people/new"]', { type: 'Carmen', into: 'input[name="name"]' }, 'input[value="medicines"]',
      'main form button.primary'], answer: '.code' },
  { question: 'What does my mother take? (a caregiver of three)', login: 'lucia', start: '/records',
    way: ['main li:has-text("Ana") .jump a[href$="/medications"]'], answer: 'main .rule-ink > ul.rows > li:last-child' },
];

const WEIGHED = [['ana', ['', 'results', 'medications', 'timeline', 'summary']],
  ['jorge', ['', 'results', 'timeline', 'vital-signs']]];

const site = await startSite();
try {
  const people = {};
  for (const login of ['ana', 'rosa', 'lucia', 'jorge']) people[login] = await enter(login);
  const walks = [];
  for (const one of QUESTIONS) walks.push({ ...one, ...await walk(site, one, people[one.login]) });
  const weights = [];
  for (const [login, pages] of WEIGHED) for (const page of pages) weights.push(await weigh(people[login], login, page));
  write(walks, weights);
} finally {
  await site.stop();
}

async function enter(login) {
  const { context, page } = await openWindow(site);
  await signIn(site, page, login);
  const record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/);
  const state = { signedIn: await context.storageState(), record: record?.[0] ?? '' };
  await context.close();
  return state;
}

async function weigh({ signedIn, record }, login, path) {
  const { context, page } = await openWindow(site, { width: WIDTH, signedIn });
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  // A poor phone line: 1.6 Mbit/s down, 150 ms there and back.
  await client.send('Network.emulateNetworkConditions',
    { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 });
  await page.goto(`${site.portal}${record}/${path}`.replace(/\/$/, ''), { waitUntil: 'load' });
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const told = await page.evaluate(() => {
    const style = performance.getEntriesByType('resource').find((one) => one.name.includes('/assets/style-'));
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const own = performance.getEntriesByType('navigation')[0].encodedBodySize;
    return { own, style: style?.encodedBodySize ?? 0, paint: Math.round(paint?.startTime ?? 0) };
  });
  await context.close();
  return { login, path: path || 'overview', ...told };
}

function write(walks, weights) {
  const kB = (bytes) => (bytes / 1000).toFixed(1);
  const answers = ['| Question | Clicks | Fields filled in | Screens |', '|---|---|---|---|',
    ...walks.map((one) => `| ${one.question} | ${one.clicks} | ${one.typed} | ${one.screens} |`)].join('\n');
  const light = ['| Record, page | Page, kB | Stylesheet, kB | First paint, ms |', '|---|---|---|---|',
    ...weights.map((one) => `| ${one.login}, ${one.path} | ${kB(one.own)} | ${kB(one.style)} | ${one.paint} |`)].join('\n');
  writeTables(file, { answers, weights: light });
  process.stdout.write(`${answers}\n\n${light}\n`);
}
