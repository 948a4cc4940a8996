// Time to an answer over records of the corpus: each file becomes the record of somebody who walks through it on a phone.
// By hand, because it needs the corpus; writes a table of docs/experience.md:
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/corpus.mjs ../shared/corpus
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { familyOf, startCorpusSite } from './corpus-site.mjs';
import { openWindow, signIn } from './site.mjs';
import { WIDTH, walk, writeTables } from './walks.mjs';

const RECORDS = 20;
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

/** Ten people of each folder, spread over it, with a word of the name to find them by. */
function chosen() {
  const spread = (folder, ends) => {
    const all = readdirSync(join(corpus, folder)).filter((name) => name.endsWith(ends)).sort();
    return all.filter((_, at) => at % Math.max(1, Math.floor(all.length / 24)) === 0).map((name) => join(corpus, folder, name));
  };
  const synthea = spread('fhir/synthea', '.json.zst').map((path) => ({ path, word: path.split('/').pop().split('_')[1] }));
  const vendors = spread('ccda/vendors', '.xml').map((path) => ({ path, word: familyOf(path) })).filter((one) => one.word);
  return [{ files: synthea, most: RECORDS / 2 }, { files: vendors, most: RECORDS / 2 }];
}

const site = await startCorpusSite(chosen());
const { people } = site;
if (people.length < RECORDS) throw new Error(`only ${people.length} records came of the corpus`);
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
  await site.stop();
}
