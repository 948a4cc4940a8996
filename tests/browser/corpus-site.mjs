// Files of the corpus as records of people who can sign in: a program over a folder of its own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBrowser } from './site.mjs';

const PASSWORD = 'eleven-quiet-hills';

/** The word of a document's patient's name to find them by. */
export const familyOf = (path) => readFileSync(path, 'utf8').match(/<patient\b[\s\S]*?<family[^>]*>\s*([^<\s]+)/)?.[1];

/**
 * Imports each `{ path, word, login }` and gives the patient that it brought an account; files that bring nobody new are passed
 * by, and after so many people of one list it goes on with the next one. Then starts the program and the browser.
 */
export async function startCorpusSite(lists) {
  const data = mkdtempSync(join(tmpdir(), 'bluebutton-corpus-'));
  const run = (...words) => execFileSync(process.env.BLUEBUTTON, [...words, '--data', data, '--json'],
    { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
  writeFileSync(join(data, 'password'), `${PASSWORD}\n`);
  const people = [];
  for (const { files, most } of lists) {
    const end = people.length + most;
    for (const { path, word, login = `person${people.length}` } of files) {
      if (people.length === end) break;
      try { run('import', path); } catch { continue; }
      const own = JSON.parse(run('account', 'find', word)).find((one) => !people.some((person) => person.patient === one.patient));
      if (!own) continue;
      run('account', 'create', login, '--name', own.name || word, '--patient', own.patient, '--password-file', join(data, 'password'));
      const { secret } = JSON.parse(run('account', 'totp', login));
      people.push({ login, password: PASSWORD, second_factor: secret, patient: own.patient });
    }
  }
  const server = spawn(process.env.BLUEBUTTON, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stopped = new Promise((resolve) => server.once('exit', resolve));
  const portal = await new Promise((resolve) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      const address = line.match(/^Blue Button is at (\S+)/)?.[1];
      if (address) resolve(address);
    });
  });
  const browser = await startBrowser();
  return {
    portal,
    browser,
    people,
    person: (login) => people.find((one) => one.login === login),
    async stop() {
      await browser.close();
      server.kill('SIGTERM');
      await stopped;
      rmSync(data, { recursive: true });
    },
  };
}
