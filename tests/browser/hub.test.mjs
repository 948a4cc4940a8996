// The movement, in a real browser without scripts, as the people it is for: organizations that pledge, staff who
// look at it, somebody who wants their record.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { axeFinds, chooseLanguage, codeOf, isJudged, openMenu, openWindow, scrollsSideways, signIn, startSite } from './site.mjs';

const PAGES = ['/pledge', '/pledge/texts/blue-button', '/pledge/texts/ecosystem', '/pledge/checks',
  '/pledge/sign', '/members', '/members/enter', '/find', '/find?q=lakeside', '/find?q=xyzzy',
  '/find/lakeside-hospital', '/find/lakeside-pharmacy', '/find/lakeside-hospital/ask', '/find/ask',
  '/open-data', '/community', '/community/events/how-we-give-teens-their-record',
  '/community/posts/practice', '/community/posts/challenge', '/community/campaigns',
  '/community/campaigns/ask-for-your-records',
  '/community/post/what-worked-one-letter-to-9-000-members', '/community/posts/seek',
  '/community/post/how-could-our-people-use-their-records', '/community/conduct', '/community/by-mail',
  '/community/events/what-would-help-you-see-your-own-record', '/community/search?q=library',
  '/community/toolkits', '/community/toolkits/staff/payer', '/community/toolkits/patients/pharmacy',
  '/find/copper-state-employers', '/members/alike?kind=hospital&does=view', '/pledge/logo',
  '/developers', '/developers/reference', '/developers/sandbox', '/developers/sample',
  '/developers/changes', '/developers/status', '/developers/apps', '/developers/apps/record-reader'];

const OF_MEMBERS = ['/members/mine', '/members/mine/plans', '/members/mine/events',
  '/members/mine/events/new', '/members/mine/posts', '/members/mine/write/practice',
  '/members/mine/talks', '/members/mine/talks/to/harbor-steps', '/members/mine/apps',
  '/members/mine/apps/new', '/members/mine/sign-in'];

let site;

before(async () => {
  site = await startSite();
}, { timeout: 120_000 });

afterEach(() => {
  const meant = '/developers/try/busy/';
  assert.deepEqual(site.refused.splice(0).filter((one) => !one.includes(meant)), [], 'asked too often');
});

after(async () => {
  await site?.stop();
});

for (const [width, languages] of [[1280, ['en', 'es']], [375, ['en', 'es']], [320, ['es']]]) {
  for (const language of languages) {
    test(`every page of the movement is sound at ${width} px in ${language}`, async () => {
      const { context, page, complaints } = await openWindow(site, { width, language });
      const found = [];
      for (const path of PAGES) {
        const answer = await page.goto(site.portal + path);
        if (isJudged(width, language)) found.push(...(await axeFinds(page)).map((fault) => `${path}: ${fault}`));
        if (answer.status() !== 200) found.push(`${path}: answers ${answer.status()}`);
        if (await scrollsSideways(page)) found.push(`${path}: scrolls sideways`);
        if ((await page.locator('h1').count()) !== 1) found.push(`${path}: needs one h1`);
        // A message that is not in the catalog shows its id in brackets.
        const [unsaid] = (await page.locator('body').innerText()).match(/\[[a-z]+(-[a-z0-9]+)+\]/) ?? [];
        if (unsaid) found.push(`${path}: no words for ${unsaid}`);
        if (await page.locator(`html[lang=${language}]`).count() !== 1) found.push(`${path}: is not in ${language}`);
        found.push(...complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
      }
      assert.deepEqual(found, []);
      await context.close();
    });
  }
}

/** Waits for something that another process does. */
async function until(happened, what) {
  const end = Date.now() + 60_000;
  while (!(await happened())) assert.ok(Date.now() < end, `60 s passed before ${what}`);
}

/** The link in the newest mail with that subject. */
async function linkOf(subject) {
  const inbox = await openWindow(site, { scripts: false });
  await until(async () => {
    await inbox.page.goto(site.inbox);
    return (await inbox.page.locator('main').innerText()).includes(subject);
  }, `a mail “${subject}” arrives`);
  await inbox.page.locator('main a', { hasText: subject }).first().click();
  const text = await inbox.page.locator('pre').innerText();
  await inbox.context.close();
  return text.match(/https?:\/\/\S+/)[0];
}

/** Somebody signs for an organization, up to the mail and its confirmation. */
async function pledges(as, { name, domain, fill = [] }) {
  const { context, page } = await openWindow(site, { scripts: false });
  await page.goto(`${site.portal}/pledge`);
  await page.locator('main a.primary').first().click();
  await page.locator(`main a[href$="pledge=blue-button&as=${as}"]`).click();
  await page.locator('#name').fill(name);
  await page.locator('#url').fill(`www.${domain}`);
  await page.locator('main form button.primary').last().click();
  await page.waitForURL(/sign\/what/);
  await page.locator('main form button.primary').last().click();
  await page.waitForURL(/sign\/(where|sign)/);
  for (const [id, value] of fill) await page.locator(`#${id}`).fill(value);
  if (page.url().endsWith('/where')) {
    await page.locator('main form button.primary').last().click();
    await page.waitForURL(/sign\/sign/);
  }
  await page.locator('#contact').fill('Jordan Mills');
  await page.locator('#email').fill(`jordan@${domain}`);
  await page.locator('#agree').check();
  await page.locator('main form button.primary').last().click();
  await page.waitForURL(/sign\/status/);
  await page.goto(await linkOf(`Please confirm the pledge of ${name}`));
  await page.locator('main form button.primary').click();
  await page.waitForURL(/sign\/status/);
  assert.match(await page.locator('main').innerText(), /people who review new pledges/);
  return { context, page };
}

test('a health plan and an employer pledge, are looked at, appear, and one withdraws', async () => {
  const plan = await pledges('payer', { name: 'Willow Health Plan', domain: 'willow-plan.example',
    fill: [['address-portal', 'records.willow-plan.example']] });
  const shop = await pledges('employer', { name: 'Willow Bakeries', domain: 'willow-bread.example' });

  const office = await openWindow(site);
  await signIn(site, office.page, 'nora');
  for (const name of ['Willow Health Plan', 'Willow Bakeries']) {
    await office.page.goto(`${site.portal}/pledge/staff`);
    await office.page.locator('main a', { hasText: name }).click();
    assert.deepEqual(await axeFinds(office.page), []);
    await office.page.locator('button[value=approve]').click();
    await office.page.waitForURL(/pledge\/staff$/);
  }
  await office.context.close();

  await plan.page.goto(`${site.portal}/members?q=willow`);
  const members = await plan.page.locator('main').innerText();
  assert.match(members, /Willow Health Plan/);
  assert.match(members, /Willow Bakeries/);

  for (const [{ page }, id, name] of [[plan, 'willow-health-plan', 'Willow Health Plan'],
    [shop, 'willow-bakeries', 'Willow Bakeries']]) {
    await page.goto(`${site.portal}/find/${id}`);
    assert.match(await page.locator('footer').innerText(), /not an endorsement/);
    const badge = await page.request.get(`${site.portal}/members/${id}/badge.svg`);
    assert.match(await badge.text(), new RegExp(`role="img" aria-label="${name}`));
    const [certificate] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('main a', { hasText: 'Certificate (PDF)' }).first().click(),
    ]);
    assert.equal(readFileSync(await certificate.path()).subarray(0, 5).toString(), '%PDF-');
  }

  await shop.page.goto(`${site.portal}/members/mine`);
  await shop.page.locator('#email').fill('jordan@willow-bread.example');
  await shop.page.locator('main form button.primary').click();
  await shop.page.goto(await linkOf('Your link for Willow Bakeries'));
  await shop.page.locator('main form button.primary').click();
  await shop.page.waitForURL(/members\/mine/);
  await shop.page.goto(`${site.portal}/community/campaigns/ask-for-your-records`);
  await shop.page.locator('main form[method=post] button').click();
  assert.match(await shop.page.locator('main').innerText(), /community\/go\/ask-for-your-records\/willow-bakeries/);
  await shop.page.goto(`${site.portal}/members/mine`);
  await shop.page.locator('main a[href*=withdraw]').click();
  await shop.page.locator('main form button.danger').click();
  await shop.page.waitForURL(/find\/willow-bakeries/);
  assert.match(await shop.page.locator('main').innerText(), /withdrew this pledge/);
  await plan.context.close();
  await shop.context.close();
});

test('what waits for the hub’s staff is sound, in both languages, and found from the menu', async () => {
  for (const [width, language] of [[1280, 'en'], [375, 'es']]) {
    const { context, page, complaints } = await openWindow(site, { width, language });
    await signIn(site, page, 'nora');
    await chooseLanguage(page, language);
    await openMenu(page);
    await page.locator('a[href="/pledge/staff"]:visible').first().click();
    await page.waitForURL(/pledge\/staff$/);
    const first = await page.locator('main a[href^="/pledge/staff/"]:not([href*="posts"])').first().getAttribute('href');
    const found = [];
    for (const path of ['/pledge/staff', '/pledge/staff/posts', first]) {
      const answer = await page.goto(site.portal + path);
      found.push(...(await axeFinds(page)).map((fault) => `${path}: ${fault}`));
      if (answer.status() !== 200) found.push(`${path}: answers ${answer.status()}`);
      if (await scrollsSideways(page)) found.push(`${path}: scrolls sideways`);
      const [unsaid] = (await page.locator('body').innerText()).match(/\[[a-z]+(-[a-z0-9]+)+\]/) ?? [];
      if (unsaid) found.push(`${path}: no words for ${unsaid}`);
      found.push(...complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
    }
    assert.deepEqual(found, []);
    await page.goto(`${site.portal}/staff`);
    await chooseLanguage(page, 'en');
    await context.close();
  }
});

test('somebody finds their pharmacy from the first page, and asks it for their record', async () => {
  const { context, page } = await openWindow(site, { scripts: false, width: 375 });
  await page.goto(site.portal);
  await page.locator('main a[href="/pledge"]').click();
  await page.locator('main #q').fill('lakesixe pharmacy');
  await page.locator('main form[role=search] button').click();
  assert.match(await page.locator('main').innerText(), /We looked for “lakeside pharmacy”/);
  await page.locator('main a', { hasText: 'Lakeside Pharmacy' }).click();
  await page.locator('main a.button', { hasText: 'Write them a letter' }).click();
  await page.locator('#name').fill('Ana Reyes');
  await page.locator('#email').fill('ana@home.example');
  await page.locator('main form button.primary').click();
  await page.waitForLoadState();
  assert.match(await page.locator('main').innerText(), /45 CFR 164\.524/);
  const [letter] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('button[value=pdf]').click(),
  ]);
  assert.equal(readFileSync(await letter.path()).subarray(0, 5).toString(), '%PDF-');
  await page.goto(await linkOf('Did you ask Lakeside Pharmacy for your records?'));
  await page.locator('main form button.primary').click();
  assert.match(await page.locator('main').innerText(), /You are counted/);
  await page.locator('header a.brand').click();
  await page.locator('main a', { hasText: 'Riverside Family Clinic' }).last().click();
  assert.equal(new URL(page.url()).pathname, '/');
  await context.close();
});

test('somebody whose doctor is not listed writes the letter all the same', async () => {
  const { context, page } = await openWindow(site, { scripts: false, width: 375 });
  await page.goto(`${site.portal}/find?q=xyzzy`);
  await page.locator('main a[href="/find/ask"]').first().click();
  await page.locator('main form button.primary').click();
  assert.ok(await page.locator('#org-problem').isVisible(), 'it says whom the letter needs');
  await page.locator('#org').fill('Dr. Ellen Okonkwo');
  await page.locator('#name').fill('Ana Reyes');
  await page.locator('main form button.primary').click();
  const text = await page.locator('article.letter').innerText();
  assert.match(text, /Dr\. Ellen Okonkwo/);
  assert.match(text, /45 CFR 164\.524/);
  const [letter] = await Promise.all([page.waitForEvent('download'), page.locator('button[value=pdf]').click()]);
  assert.equal(readFileSync(await letter.path()).subarray(0, 5).toString(), '%PDF-');
  await context.close();
});

/** Somebody of a member of the demo, let in by a mailed link. */
async function comesIn(page, organization, name) {
  await page.goto(`${site.portal}/members/enter`);
  await page.locator('#email').fill(`pledge@${organization}.example`);
  await page.locator('main form button.primary').click();
  await page.goto(await linkOf(`Your link for ${name}`));
  await page.locator('main form button.primary').click();
  await page.waitForURL(/members\/mine/);
}

test('every page of a member is sound, in both languages', async () => {
  for (const [width, language] of [[1280, 'en'], [375, 'es']]) {
    const { context, page, complaints } = await openWindow(site, { width, language });
    await page.goto(`${site.portal}/members/enter`);
    await page.locator('#email').fill('pledge@harvest-foods.example');
    await page.locator('main form button.primary').click();
    await page.goto(await linkOf(language === 'es' ? 'Su enlace para Harvest Foods' : 'Your link for Harvest Foods'));
    await page.locator('main form button.primary').click();
    await page.waitForURL(/members\/mine/);
    const found = [];
    for (const path of OF_MEMBERS) {
      const answer = await page.goto(site.portal + path);
      found.push(...(await axeFinds(page)).map((fault) => `${path}: ${fault}`));
      if (answer.status() !== 200) found.push(`${path}: answers ${answer.status()}`);
      if (await scrollsSideways(page)) found.push(`${path}: scrolls sideways`);
      if ((await page.locator('h1').count()) !== 1) found.push(`${path}: needs one h1`);
      found.push(...complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
    }
    assert.deepEqual(found, []);
    await context.close();
  }
});

test('an employer asks its health plan, and takes up a campaign', async () => {
  const { context, page } = await openWindow(site, { scripts: false });
  await comesIn(page, 'copper-state-employers', 'Copper State Employers');
  await page.goto(`${site.portal}/members/mine/plans`);
  await page.locator('#plan').fill('Sunflower Mutual');
  await page.locator('#email').fill('account@sunflower.example');
  await page.locator('main form button.primary').last().click();
  await page.waitForURL(/added=1/);
  const line = page.locator('section.card', { hasText: 'Sunflower Mutual' });
  await line.locator('button[value=ask]').click();
  await page.waitForURL(/asked=1/);
  const plan = await openWindow(site, { scripts: false });
  await plan.page.goto(await linkOf('Copper State Employers asks Sunflower Mutual'));
  await plan.page.locator('#a-thinks').check();
  await plan.page.locator('main form button.primary').click();
  await plan.page.waitForURL(/saved=1/);
  await page.goto(`${site.portal}/find/copper-state-employers`);
  assert.match(await page.locator('main').innerText(), /Sunflower Mutual\s+Is thinking about it/);
  await page.goto(`${site.portal}/community/campaigns/ask-for-your-records`);
  await page.locator('main form[method=post] button').click();
  assert.match(await page.locator('main').innerText(), /You have taken up this campaign/);
  const [poster] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('main a.button', { hasText: 'The poster (PDF)' }).first().click(),
  ]);
  assert.equal(readFileSync(await poster.path()).subarray(0, 5).toString(), '%PDF-');
  await plan.context.close();
  await context.close();
});

test('with scripts an idea needs no address, without them it is confirmed by mail', async () => {
  const path = '/community/post/how-could-our-people-use-their-records';
  const { context, page } = await openWindow(site);
  await page.goto(site.portal + path);
  assert.equal(await page.locator('#email').isVisible(), false);
  await page.locator('#body').fill('Read it aloud on the bus.');
  await page.locator('form[action$="/idea"] button.primary').click();
  await page.waitForURL(/looked=1/);
  await context.close();
  const plain = await openWindow(site, { scripts: false });
  await plain.page.goto(site.portal + path);
  await plain.page.locator('#body').fill('Print it at the register.');
  await plain.page.locator('#email').fill('ana@home.example');
  await plain.page.locator('form[action$="/idea"] button.primary').click();
  await plain.page.waitForURL(/sent=1/);
  await plain.page.goto(await linkOf('Please confirm your idea'));
  await plain.page.locator('main form button.primary').click();
  assert.match(await plain.page.locator('main').innerText(), /appears once someone has reviewed it/);
  await plain.context.close();
});

test('somebody of a member makes an account with a second factor, and comes in with it', async () => {
  const { context, page } = await openWindow(site, { scripts: false });
  await comesIn(page, 'harbor-steps', 'Harbor Steps');
  await page.locator('main a', { hasText: 'Make an account' }).click();
  await page.locator('#name').fill('Robin Vale');
  await page.locator('#login').fill('robin@harbor-steps.example');
  for (const id of ['password', 'password-again']) await page.locator(`#${id}`).fill('seven lanterns under water');
  await page.locator('form[action="/members/mine/account"] button.primary').click();
  await page.waitForURL(/sign-in\/second-factor/);
  const secret = (await page.locator('main .code').first().innerText()).replaceAll(/\s/g, '');
  const code = codeOf(secret);
  await page.locator('#code').fill(code);
  await page.locator('main form button.primary').last().click();
  // Else the next click may still meet the button of this page.
  await page.locator('#code').waitFor({ state: 'detached' });
  await page.locator('main a.button.primary, main form button.primary').last().click();
  await page.waitForURL((url) => url.pathname === '/members/mine/sign-in');
  assert.match(await page.locator('main').innerText(), /Robin Vale signs in with this account/);
  // In another browser there is no mailed link: the account alone opens the member's page.
  const other = await openWindow(site, { scripts: false });
  await other.page.goto(`${site.portal}/members/enter`);
  await other.page.locator('main a[href*="/sign-in"]').click();
  await other.page.locator('input[name=login]').fill('robin@harbor-steps.example');
  await other.page.locator('input[name=password]').fill('seven lanterns under water');
  await other.page.locator('form[action="/sign-in"] .actions button').click();
  await other.page.waitForURL(/sign-in\/code/);
  // A code holds once: the next one is taken, too.
  await other.page.locator('input[name=code]').fill(codeOf(secret, Date.now() / 1000 + 30));
  await other.page.locator('main form button').first().click();
  await other.page.waitForURL((url) => url.pathname === '/members/mine');
  assert.match(await other.page.locator('h1').innerText(), /Harbor Steps/);
  await other.context.close();
  await context.close();
});

test('with scripts a form that anybody may send brings some work', async () => {
  const { context, page } = await openWindow(site);
  for (const [path, fill] of [['/community/by-mail', { email: 'ana@home.example' }],
    ['/members/enter', { email: 'nobody@home.example' }],
    ['/community/events/how-we-give-teens-their-record', { name: 'Ana Reyes', email: 'ana@home.example' }]]) {
    await page.goto(site.portal + path);
    for (const [id, value] of Object.entries(fill)) await page.locator(`#${id}`).fill(value);
    const [sent] = await Promise.all([
      page.waitForRequest((request) => request.method() === 'POST'),
      page.locator('main form[data-work] button.primary').click(),
    ]);
    assert.match(sent.postData(), /work-task=\d+\.[0-9a-f]{16}\.[0-9a-f]{32}&work-answer=\d+/, path);
    await page.waitForLoadState();
  }
  await context.close();
});

test('a campaign’s pictures are kept as PNG with scripts, and as SVG without', async () => {
  const path = '/community/campaigns/ask-for-your-records?organization=Willow%20%26%20Sons';
  for (const [scripts, start] of [[true, '89504e470d0a1a0a'], [false, '3c737667']]) {
    const { context, page, complaints } = await openWindow(site, { scripts });
    await page.goto(site.portal + path);
    assert.equal(await page.locator('.pictures img').count(), 8);
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[data-picture]', { hasText: 'Square picture' }).first().click(),
    ]);
    const bytes = readFileSync(await picture.path());
    assert.equal(bytes.subarray(0, start.length / 2).toString('hex'), start);
    if (scripts) assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1080, 1080]);
    else assert.match(bytes.toString(), /Willow &amp; Sons/);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test('every address of the reference answers', async () => {
  const { context, page } = await openWindow(site);
  const openapi = await (await page.request.get(`${site.portal}/developers/openapi.json`)).json();
  const paths = Object.keys(openapi.paths).filter((path) => !path.includes('{'));
  assert.ok(paths.includes('/.well-known/blue-button'));
  for (const path of paths) {
    const answer = await page.request.get(site.portal + path);
    assert.equal(answer.status(), 200, path);
    const [type] = Object.keys(openapi.paths[path].get.responses['200'].content);
    assert.ok(answer.headers()['content-type'].startsWith(type), path);
  }
  await context.close();
});

test('the sample app says what went wrong where a test switch is on', async () => {
  const { context, page } = await openWindow(site);
  const file = await (await page.request.get(`${site.portal}/developers/sample-app.html`)).text();
  for (const [word, says] of [['fail', /could not be loaded \(503\)/], ['busy', /could not be loaded \(429\)/],
    ['slow', /of \d+ organizations/]]) {
    const body = file.replace('/open-data/', `/developers/try/${word}/open-data/`);
    await page.route('https://elsewhere.example/', (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto('https://elsewhere.example/');
    await until(async () => says.test(await page.locator('#state').innerText()), `it says so with ${word}`);
    await page.unroute('https://elsewhere.example/');
  }
  await context.close();
});

test('the sample app runs in a browser, on another site', async () => {
  const { context, page } = await openWindow(site);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${site.portal}/developers/sample`)
      .then(() => page.locator('main a.button.primary').click()),
  ]);
  const body = readFileSync(await file.path(), 'utf8');
  await page.route('https://elsewhere.example/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('https://elsewhere.example/');
  await page.locator('#q').fill('clinica');
  await until(async () => /of \d+ organizations/.test(await page.locator('#state').innerText()), 'it is loaded');
  await page.locator('#q').fill('lakeside hosp');
  assert.match(await page.locator('#found').innerText(), /Lakeside Hospital/);
  await context.close();
});

test('somebody comes to a webinar in Spanish', async () => {
  const { context, page } = await openWindow(site, { scripts: false, language: 'es' });
  await page.goto(`${site.portal}/community`);
  await page.locator('main a', { hasText: 'Cómo damos a los adolescentes su historial' }).click();
  await page.locator('#name').fill('Rosa Díaz');
  await page.locator('#email').fill('rosa@casa.example');
  await page.locator('main form button.primary').click();
  await page.goto(await linkOf('Confirme: Cómo damos a los adolescentes su historial'));
  await page.locator('main form button.primary').click();
  assert.match(await page.locator('main').innerText(), /Usted tiene un lugar/);
  const calendar = await page.request.get(`${site.portal}/community/calendar.ics`);
  assert.match(await calendar.text(), /^BEGIN:VCALENDAR\r\n/);
  await context.close();
});
