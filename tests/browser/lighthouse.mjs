// Lighthouse's accessibility score of the main pages, over the demo. By hand (it fetches Lighthouse from npm):
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/lighthouse.mjs
import { execFileSync } from 'node:child_process';
import { openWindow, signIn, startSite } from './site.mjs';

/** Who looks at which pages; the public has not signed in. Addresses of a patient stand in their own record. */
const PAGES = {
  public: ['/', '/sign-in', '/about/help', '/pledge', '/find', '/members', '/community', '/developers', '/open-data', '/pledge/sign'],
  ana: ['', '/results', '/medications', '/vital-signs', '/visits', '/timeline', '/claims', '/summary', '/people', '/people/new',
    '/send', '/download', '/activity', '/search'],
  lucia: ['/records', '/settings'],
  nora: ['/staff', '/staff/imports', '/staff/quarantine', '/staff/matching', '/staff/matching/numbers', '/staff/requests'],
  priya: ['/staff/measures', '/staff/trail', '/staff/rules'],
  alma: ['/staff/accounts', '/staff/jobs'],
};

const site = await startSite();
let worst = 100;
try {
  for (const [login, pages] of Object.entries(PAGES)) {
    const { context, page } = await openWindow(site);
    if (login !== 'public') await signIn(site, page, login);
    const record = new URL(page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)?.[0] ?? '';
    const cookie = (await context.cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
    for (const path of pages) {
      const told = JSON.parse(execFileSync('npx', ['--yes', 'lighthouse@12.8.2', `${site.portal}${record}${path}`, '--quiet', '--output=json',
        '--only-categories=accessibility', '--chrome-flags=--headless --no-sandbox', '--extra-headers', JSON.stringify({ Cookie: cookie })],
      { env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' }, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }));
      const score = Math.round(told.categories.accessibility.score * 100);
      const wrong = Object.values(told.audits).filter((audit) => audit.score === 0).map((audit) => audit.id);
      process.stdout.write(`${login} ${path || 'overview'}: ${score} ${wrong.join(' ')}\n`);
      worst = Math.min(worst, score);
    }
    await context.close();
  }
} finally {
  await site.stop();
}
process.exitCode = worst === 100 ? 0 : 1;
