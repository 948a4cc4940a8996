// Sheets of pictures to look at: every page of somebody's list, whole, cut into columns that stand beside each other.
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/looks.mjs FOLDER [--who ana,lucia] [--width 375,1280] [--scheme light,dark]
//     [--language en,es] [--as screen,print,forced,zoom,spacing,paper] [--pages overview,results] [--vendors CORPUS/ccda/vendors] [--style style.css]
// With --vendors the people are vendors' documents instead of the demo's; --style tries a stylesheet before the program is built with it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseLanguage, openWindow, signIn, startSite } from './site.mjs';
import { familyOf, startCorpusSite } from './corpus-site.mjs';

const { values: asked, positionals } = parseArgs({ allowPositionals: true,
  options: Object.fromEntries(['who', 'width', 'scheme', 'language', 'as', 'pages', 'vendors', 'style'].map((name) => [name, { type: 'string' }])) });
const folder = resolve(positionals[0] ?? '/dev/shm/looks');
const list = (name, usual) => (asked[name] ?? usual).split(',');

/** One document of each of several makers. */
const VENDORS = { allscripts: 'Allscripts_Samples__Internal_Test_with_MU_2_data__170.314_b_7_InPt_Patient1_CCDCED_Type.xml',
  greenway: 'Greenway_Samples__26620_ExportSummary_CCDA.xml', kareo: 'Kareo_Samples__Kareo_SummaryOfCare_export_Joey_Miller.xml',
  nist: 'NIST_Samples__CCDA_CCD_b1_InPatient_v2.xml', practicefusion: 'PracticeFusion_Samples__MaryGrant-ClinicalSummary.xml',
  sunrise: 'Allscripts_Samples__Sunrise_Clinical_Manager__C-CDA_101822_20130617114349_Williams_John.xml', partners: 'Partners_HealthCare__partners.ccda.xml',
  transitions: 'Transitions_of_Care_Samples__ToC_CCDA_CCD_CompGuideSample_FullXML.xml' };

/** Pages of a record; behind `>` is what is pressed there. */
const RECORD = ['', 'summary', 'results', 'results?by=date', 'results?show=attention', 'results>table.tests a.t', 'results/compare', 'vital-signs',
  'vital-signs>main table.tests a.t', 'medications', 'medications>main .rows h3 a', 'visits', 'visits>main .entry-title a', 'visits>section:last-of-type .entry-title a', 'care-plans', 'care-team',
  'conditions', 'allergies', 'vaccines', 'vaccines/proof', 'procedures', 'documents', 'documents>main .entry-title a', 'social-history',
  'claims', 'coverage', 'other', 'timeline', 'search', 'search=sugar', 'about', 'written', 'written>main .written-kinds a', 'download', 'send', 'people', 'people/new', 'apps',
  'requests', 'activity', '/settings', '/records'];
const PAGES = {
  public: ['/', '/sign-in', '/invitation', '/recover', '/about/help', '/about/privacy', '/pledge', '/find', '/members', '/community', '/developers', '/open-data'],
  hub: ['/pledge', '/pledge/texts/blue-button', '/pledge/checks', '/pledge/sign', '/pledge/sign/who', '/pledge/sign/what', '/pledge/sign/where', '/pledge/sign/sign',
    '/members', '/members/enter', '/members/alike?kind=hospital&does=view', '/find', '/find?q=lakesixe', '/find?q=xyzzy', '/find/lakeside-hospital', '/find/tidewater-hospital',
    '/find/lakeside-pharmacy', '/find/copper-state-employers', '/find/capital-record-network', '/find/lakeside-hospital/ask', '/find/ask', '/open-data', '/community',
    '/community/events/how-we-give-teens-their-record', '/community/events/ask-for-your-records-an-evening-at-the-library', '/community/events/what-would-help-you-see-your-own-record',
    '/community/posts/news', '/community/posts/practice', '/community/posts/talk', '/community/posts/challenge', '/community/posts/seek', '/community/post/how-could-our-people-use-their-records',
    '/community/post/what-worked-one-letter-to-9-000-members', '/community/post/who-writes-the-direct-certificate-into-your-dns', '/community/conduct', '/community/by-mail', '/community/search?q=library',
    '/community/campaigns', '/community/campaigns/ask-for-your-records?organization=Willow%20Bakeries', '/community/toolkits', '/community/toolkits/staff/payer', '/community/toolkits/patients/pharmacy', '/pledge/logo',
    '/developers', '/developers/reference', '/developers/sandbox', '/developers/sample', '/developers/register', '/developers/changes', '/developers/status', '/developers/apps', '/developers/apps/harbor-steps'],
  'hub-staff': ['/pledge/staff', '/pledge/staff>main .rows a', '/pledge/staff/posts'],
  nora: ['/staff', '/staff/requests', '/staff/matching', '/staff/matching/numbers', '/staff/quarantine', '/staff/imports', '/staff/imports>main a[href^="/staff/imports/"]'],
  priya: ['/staff', '/staff/trail', '/staff/measures', '/staff/emergencies', '/staff/withheld', '/staff/rules', '/staff/rules/hold',
    '/staff/rules/topics/genetics', '/staff/rules/topics/genetics/change?what=add'],
  alma: ['/staff', '/staff/accounts', '/staff/jobs', '/staff/apps', '/staff/accounts/new'],
  frank: ['/staff', '/staff/letters'],
};
/** Pages of somebody of a member, who comes in by a mailed link: `--who member:harvest-foods`. */
const OF_MEMBERS = ['/members/mine', '/members/mine/plans', '/members/mine/events', '/members/mine/events/new', '/members/mine/posts', '/members/mine/posts>main .rows a', '/members/mine/write/practice', '/members/mine/talks',
  '/members/mine/talks>main .rows a', '/members/mine/talks/to/lakeside-hospital', '/members/mine/apps', '/members/mine/apps/new', '/members/mine/sign-in', '/members/mine/withdraw?pledge=blue-button'];
/** How large a page is shown, and how high a column of the sheet is. */
const SCALE = { 1280: 0.6, 1920: 0.5 };
const COLUMN = 1480;
const COLUMNS_OF_A_PAGE = 4;
const SHEET = 1560;
const WIDE_TEXT = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';

mkdirSync(folder, { recursive: true });
const site = asked.vendors ? await startCorpusSite([{ most: 9, files: Object.entries(VENDORS).map(([login, name]) => {
  const path = join(asked.vendors, name);
  return { path, login, word: familyOf(path) };
}) }]) : await startSite();
try {
  for (const who of list('who', asked.vendors ? Object.keys(VENDORS).join() : 'ana')) {
    const first = await openWindow(site);
    if (who.startsWith('member:')) await comeIn(first.page, who.slice(7));
    else if (!['public', 'hub'].includes(who)) await signIn(site, first.page, who === 'hub-staff' ? 'nora' : who);
    // A pledge that is being signed, so that the steps of its form can be looked at.
    if (who === 'hub') await first.page.goto(`${site.portal}/pledge/sign?pledge=blue-button&as=payer`);
    // Who looks after several people comes to a list of them: the first of it.
    const hrefs = await first.page.locator('main a').evaluateAll((links) => links.map((link) => link.pathname));
    const record = [new URL(first.page.url()).pathname, ...hrefs].map((path) => path.match(/^\/records\/[a-z2-7]{13}/)?.[0]).find(Boolean) ?? '';
    const signedIn = await first.context.storageState();
    await first.context.close();
    for (const language of list('language', 'en')) for (const as of list('as', 'screen')) {
      for (const width of list('width', '375').map(Number)) for (const scheme of list('scheme', 'light')) {
        await take({ who, record, signedIn, language, as, width, scheme });
      }
    }
  }
} finally {
  await site.stop();
}

/** Somebody of a member of the movement, let in by a mailed link. */
async function comeIn(page, organization) {
  await page.goto(`${site.portal}/members/enter`);
  await page.locator('#email').fill(`pledge@${organization}.example`);
  await page.locator('main form button.primary').click();
  const inbox = await openWindow(site);
  const mail = inbox.page.locator('main a', { hasText: 'Your link for' }).first();
  do await inbox.page.goto(site.inbox); while (!(await mail.count()));
  await mail.click();
  const link = (await inbox.page.locator('pre').innerText()).match(/https?:\/\/\S+/)[0];
  await inbox.context.close();
  await page.goto(link);
  await page.locator('main form button.primary').click();
  await page.waitForURL(/members\/mine/);
}

/** All pages of somebody in one look, as sheets. */
async function take({ who, record, signedIn, language, as, width, scheme }) {
  const { context, page } = await openWindow(site, { width, language, signedIn });
  await page.setViewportSize(as === 'zoom' ? { width: 320, height: 256 } : { width, height: width < 600 ? 812 : 900 });
  await page.emulateMedia({ colorScheme: scheme, ...(as === 'forced' ? { forcedColors: 'active' } : {}) });
  if (asked.style) await page.route('**/assets/style-*.css', (route) => route.fulfill({ contentType: 'text/css', body: readFileSync(asked.style, 'utf8') }));
  await page.goto(`${site.portal}${record || '/'}`);
  await chooseLanguage(page, language);
  const name = [who.replace(':', '-'), width, scheme, language, as].join('-');
  const tiles = [];
  for (const path of as === 'paper' ? papers(language) : list('pages', (who.startsWith('member:') ? OF_MEMBERS : PAGES[who] ?? RECORD).join())) {
    const [where, press] = path.replace(/^overview\b/, '').split('>');
    const [address, words] = where.split(/(?<=^search)=/);
    const label = path || 'overview';
    const file = join(folder, `${name}-${label.replace(/[^a-z0-9]+/gi, '_')}`);
    if (as === 'paper') {
      tiles.push(...printed(file, label, await (await page.request.get(`${site.portal}${record}/${address}`)).body()));
      continue;
    }
    await page.goto(address.startsWith('/') ? site.portal + address : `${site.portal}${record}/${address}`.replace(/\/$/, ''));
    if (words) {
      await page.locator('main input[name=q]').fill(words);
      await page.keyboard.press('Enter');
      await page.waitForURL(/search\?q=/);
    }
    if (press) {
      const target = page.locator(press).first();
      if (!(await target.count())) continue;
      const href = await target.getAttribute('href');
      await page.goto(new URL(href, page.url()).href);
    }
    if (as === 'spacing') await page.evaluate((rules) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [sheet];
    }, WIDE_TEXT);
    if (as === 'print') tiles.push(...printed(file, label, await page.pdf({ preferCSSPageSize: true })));
    else {
      const picture = await page.screenshot({ path: `${file}.png`, fullPage: true });
      tiles.push({ label, file: `${file}.png`, width: picture.readUInt32BE(16), height: picture.readUInt32BE(20) });
    }
  }
  await chooseLanguage(page, 'en').catch(() => {});
  await context.close();
  await sheets(name, tiles);
}

/** What a record is taken away as. */
function papers() {
  return ['summary', 'pdf'].map((format) => `download/file?what=everything&format=${format}`);
}

/** The pages of a PDF as pictures. */
function printed(file, label, bytes) {
  writeFileSync(`${file}.pdf`, bytes);
  execFileSync('pdftoppm', ['-r', '60', '-png', '-l', '12', `${file}.pdf`, file]);
  const pages = execFileSync('bash', ['-c', `ls ${file}-*.png`], { encoding: 'utf8' }).trim().split('\n');
  return pages.map((one, at) => {
    const picture = readFileSync(one);
    return { label: `${label} ${at + 1}/${pages.length}`, file: one, width: picture.readUInt32BE(16), height: picture.readUInt32BE(20), paper: true };
  });
}

/** Cuts pages into columns, puts the columns beside each other, and as many as fit on a sheet. */
async function sheets(name, tiles) {
  const columns = tiles.flatMap((tile) => {
    const scale = tile.paper ? 1 : SCALE[tile.width] ?? 1;
    const [width, height] = [tile.width * scale, tile.height * scale];
    const cuts = Math.min(COLUMNS_OF_A_PAGE, Math.ceil(height / COLUMN));
    return Array.from({ length: cuts }, (_, at) => ({ ...tile, width, height: Math.min(COLUMN, height - at * COLUMN), from: at * COLUMN,
      label: `${tile.label}${cuts > 1 ? ` (${at + 1} of ${Math.ceil(height / COLUMN)})` : ''}` }));
  });
  const rows = [];
  for (const column of columns) {
    const row = rows.at(-1);
    const small = column.paper && row && row.at(-1).paper;
    if (row && row.reduce((sum, one) => sum + one.width + 12, 0) + column.width <= SHEET && (small || !column.paper === !row[0].paper)) row.push(column);
    else rows.push([column]);
  }
  const pages = [];
  let high = Infinity;
  for (const row of rows) {
    const own = Math.max(...row.map((one) => one.height)) + 28;
    if (high + own > COLUMN + 60) {
      pages.push([]);
      high = 0;
    }
    pages.at(-1).push(row);
    high += own;
  }
  const context = await site.browser.newContext({ viewport: { width: SHEET, height: 900 } });
  const page = await context.newPage();
  for (const [number, one] of pages.entries()) {
    const html = `<body style="margin:0;background:#c8d;font:13px sans-serif">${one.map((row) => `<div style="display:flex;gap:12px">${row.map((tile) =>
      `<div><div style="height:20px;overflow:hidden;width:${tile.width}px">${tile.label}</div><div style="width:${tile.width}px;height:${tile.height}px;overflow:hidden"><img style="width:${tile.width}px;margin-top:-${tile.from}px" src="file://${tile.file}"></div></div>`).join('')}</div>`).join('')}`;
    const sheet = join(folder, `sheet-${name}-${String(number + 1).padStart(2, '0')}`);
    writeFileSync(`${sheet}.html`, html);
    await page.goto(`file://${sheet}.html`);
    await page.screenshot({ path: `${sheet}.png`, fullPage: true });
    process.stdout.write(`${sheet}.png\n`);
  }
  await context.close();
}
