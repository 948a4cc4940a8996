// Time to an answer over records of the corpus: each file becomes the record of somebody who walks through it on a phone.
// By hand, because it needs the corpus; writes a table of docs/experience.md:
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/corpus.mjs ../shared/corpus
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openWindow, signIn, startBrowser } from './site.mjs';
import { WIDTH, walk, writeTables } from './walks.mjs';

const RECORDS = 20;
const PASSWORD = 'eleven-quiet-hills';
const corpus = process.argv[2];
if (!corpus) throw new Error('usage: node tests/browser/corpus.mjs CORPUS');

/** What a section of the overview answers with; where there is none of it, the sentence that says so. */
function answer(section, what) {
  const whole = `section[aria-labelledby="${section}"]`;
  return `${whole} ${what}, ${whole}:not(:has(${what})) p`;
}

/** The questions that any record can be asked; an answer may be that there is none. */
const QUESTIONS = [
  { question: 'How are my newest results?', way: [], answer: answer('results', 'li:first-child') },
  { question: 'What do I take?', way: [], answer: answer('medicines', 'li:last-child') },
  { question: 'Where does it say what was said at the last visit?', way: [], answer: answer('last', 'a.go') },
  { question: 'Who saw my record?', way: ['.deeds a[href$="/activity"]'], answer: 'main .lead' },
  { question: 'Let my daughter in, for medicines only',
    way: ['.deeds a[href$="/people/new"]', { type: 'Carmen', into: 'input[name="name"]' }, 'input[value="medicines"]',
      'main form button.primary'], answer: '.code' },
];

const data = mkdtempSync(join(tmpdir(), 'bluebutton-corpus-'));
const run = (...words) => execFileSync(process.env.BLUEBUTTON, [...words, '--data', data, '--json'],
  { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
writeFileSync(join(data, 'password'), `${PASSWORD}\n`);

/** Ten people of each folder, spread over it, with a word of the name to find them by. */
function chosen() {
  const spread = (folder, ends) => {
    const all = readdirSync(join(corpus, folder)).filter((name) => name.endsWith(ends)).sort();
    return all.filter((_, at) => at % Math.max(1, Math.floor(all.length / 24)) === 0).map((name) => join(corpus, folder, name));
  };
  const synthea = spread('fhir/synthea', '.json.zst').map((path) => ({ path, word: path.split('/').pop().split('_')[1] }));
  const vendors = spread('ccda/vendors', '.xml').map((path) => ({ path,
    word: readFileSync(path, 'utf8').match(/<patient\b[\s\S]*?<family[^>]*>\s*([^<\s]+)/)?.[1] })).filter((one) => one.word);
  return [synthea, vendors];
}

const people = [];
for (const files of chosen()) {
  for (const { path, word } of files) {
    if (people.length === (files[0].path.includes('synthea') ? RECORDS / 2 : RECORDS)) break;
    try { run('import', path); } catch { continue; }
    for (const one of JSON.parse(run('account', 'find', word))) {
      if (people.some((person) => person.patient === one.patient)) continue;
      const login = `person${people.length}`;
      run('account', 'create', login, '--name', one.name || word, '--patient', one.patient, '--password-file', join(data, 'password'));
      const { secret } = JSON.parse(run('account', 'totp', login));
      people.push({ login, password: PASSWORD, second_factor: secret, patient: one.patient });
      break;
    }
  }
}
if (people.length < RECORDS) throw new Error(`only ${people.length} records came of the corpus`);

const server = spawn(process.env.BLUEBUTTON, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
const stopped = new Promise((resolve) => server.once('exit', resolve));
const portal = await new Promise((resolve) => {
  createInterface({ input: server.stderr }).on('line', (line) => {
    const address = line.match(/^Blue Button is at (\S+)/)?.[1];
    if (address) resolve(address);
  });
});
const browser = await startBrowser();
const site = { portal, browser, person: (login) => people.find((one) => one.login === login) };
try {
  const worst = QUESTIONS.map(({ question }) => ({ question, clicks: 0, typed: 0, screens: 0 }));
  for (const { login, patient } of people) {
    const { context, page } = await openWindow(site, { width: WIDTH });
    await signIn(site, page, login);
    const state = { signedIn: await context.storageState(), record: `/records/${patient}` };
    await context.close();
    for (const [at, one] of QUESTIONS.entries()) {
      const told = await walk(site, one, state);
      for (const key of ['clicks', 'typed', 'screens']) worst[at][key] = Math.max(worst[at][key], told[key]);
    }
  }
  const table = ['| Question | Clicks, at most | Fields filled in | Screens, at most |', '|---|---|---|---|',
    ...worst.map((one) => `| ${one.question} | ${one.clicks} | ${one.typed} | ${one.screens} |`)].join('\n');
  writeTables(join(dirname(fileURLToPath(import.meta.url)), '../../docs/experience.md'), { corpus: table });
  process.stdout.write(`${people.length} records\n${table}\n`);
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await stopped;
  rmSync(data, { recursive: true });
}
