// What people do here, from beginning to end, without script.

import { strict as assert } from 'node:assert';
import { after, before, test } from 'node:test';
import { browser, look, settled, signIn, WINTER } from './house.mjs';
import { fillCredit } from './table.mjs';

let chrome;
before(async () => { chrome = await browser(); });
after(() => chrome.close());

/** A flow: what somebody does, on a page of their own. */
function flow(title, options, walk) {
  test(title, async () => {
    const { context, page, noted } = await look(chrome, options);
    await walk(page, noted);
    await settled(page, noted);
    assert.deepEqual(noted.foreign, [], 'requests to other hosts');
    await context.close();
  });
}

const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();
const path = (page) => new URL(page.url()).pathname;
const press = (page, name) => page.locator('main').getByRole('button', { name }).click();
const main = (page) => page.locator('main').innerText();

/** Every problem of the summary is linked to its field, which says it again; following the link puts the focus there. */
async function linked(page, fields) {
  const links = page.locator('.errors a');
  const hrefs = await links.evaluateAll((found) => found.map((a) => a.getAttribute('href')));
  assert.deepEqual(hrefs, fields.map((field) => `#${field}`));
  for (const [at, field] of fields.entries()) {
    const said = await links.nth(at).innerText();
    assert.ok((await page.locator(`#${field}-error`).innerText()).includes(said), `${field} says: ${said}`);
    const input = page.locator(`#${field}`);
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.ok((await input.getAttribute('aria-describedby')).split(' ').includes(`${field}-error`));
    await links.nth(at).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), field, `the link leads to ${field}`);
  }
}

flow('a wrong password, then the right one', {}, async (page, noted) => {
  await page.goto('/account');
  assert.equal(path(page), '/sign-in', 'whoever is not signed in is asked to');
  await page.getByLabel('E-mail').fill('auditor@demo.example');
  await page.getByLabel('Password').fill('not this one');
  await press(page, 'Sign in');
  assert.equal(noted.shown.status, 422);
  await linked(page, ['email']);
  assert.equal(await page.getByLabel('E-mail').inputValue(), 'auditor@demo.example', 'the address is still there');
  await page.getByLabel('Password').fill('only for looking');
  await press(page, 'Sign in');
  assert.equal(path(page), '/account', 'one arrives where one was going');
  assert.match(await main(page), /auditor@demo\.example/);
});

flow('a certificant logs a credit', { who: 'cpcs.renewal_open' }, async (page, noted) => {
  const total = async () => {
    await page.goto('/home');
    return Number((await page.locator('.meter-of strong').first().innerText()).trim());
  };
  const before = await total();
  await page.getByRole('link', { name: 'Log a credit' }).first().click();
  assert.equal(await heading(page), 'Log a credit');
  await page.getByLabel('Where it took place').fill('Tucson, AZ');
  await press(page, 'Go on');
  assert.equal(noted.shown.status, 422);
  await linked(page, ['title', 'category', 'earned', 'units', 'certificate']);
  assert.equal(await page.getByLabel('Where it took place').inputValue(), 'Tucson, AZ', 'nothing is lost');

  await fillCredit(page, { title: 'Primary sources in a day' });
  await press(page, 'Go on');
  assert.equal(noted.shown.status, 200);
  assert.match(await main(page), /Check your answers/);
  assert.match(await main(page), /What it was\s+Primary sources in a day/, 'the answers stand under the questions');
  await press(page, 'Change something');
  assert.equal(await page.getByLabel('What it was').inputValue(), 'Primary sources in a day', 'nothing is lost');
  assert.equal(await page.getByLabel('Do you have its certificate?').inputValue(), 'yes');
  await press(page, 'Go on');
  await press(page, 'Log a credit');
  assert.equal(path(page), '/home/done/log_credit');
  assert.match(await main(page), /may be reviewed/, 'it says what happens next');
  assert.equal(await total(), before + 2, 'the meter counts it');
  assert.equal(await page.getByText('Primary sources in a day').count(), 1, 'home lists it');
});

flow('a certificant changes a credit, and withdraws it', { who: 'cpcs.renewal_open' }, async (page, noted) => {
  await page.goto('/home/act/log_credit?scheme=namss-recertification');
  await fillCredit(page, { title: 'Delegated credentialing' });
  await press(page, 'Go on');
  assert.match(await main(page), /What it counts/, 'it says what it counts before it is kept');
  await press(page, 'Log a credit');
  const opened = async () => {
    await page.goto('/home');
    await page.getByText('Each credit and what it counts').first().click();
    await page.getByRole('link', { name: 'Delegated credentialing' }).click();
  };
  await opened();
  assert.equal(await heading(page), 'Delegated credentialing');
  await press(page, 'Go on');
  assert.equal(noted.shown.status, 422);
  assert.match(await main(page), /Nothing is another than it was/);
  await page.getByLabel('How much').fill('3.5');
  await press(page, 'Go on');
  assert.match(await main(page), /3\.5 credits, of which/, 'what it counts then');
  await press(page, 'Change a credit');
  assert.equal(path(page), '/home/done/amend_credit');
  await opened();
  await press(page, 'Withdraw this credit');
  assert.match(await main(page), /It will count no more/);
  await press(page, 'Withdraw this credit');
  assert.equal(path(page), '/home/done/amend_credit');
  await page.goto('/home');
  assert.equal(await page.getByText('Delegated credentialing').count(), 0, 'it is gone from what counts');
});

flow('a certificant submits a renewal, and a reviewer decides it', { who: 'cpcs.renewal_open' }, async (page) => {
  await page.goto('/home');
  const name = await heading(page);
  await page.getByRole('link', { name: 'Submit the renewal' }).first().click();
  await press(page, 'Go on');
  await press(page, 'Submit your renewal');
  assert.equal(path(page), '/home/done/submit_renewal');
  assert.match(await main(page), /credits and payment are complete/, 'it says what happens next');
  await page.getByRole('link', { name: 'Back to your home page' }).click();
  const asked = page.getByRole('region', { name: 'What you asked for' });
  assert.match(await asked.innerText(), /Renewal, 2\d November 2026/, 'home lists the request');

  const staff = await look(chrome, { who: 'reviewer' });
  await open(staff.page, '/staff/queues/renewals', name);
  assert.match(await heading(staff.page), /^Renewal of /);
  await staff.page.getByLabel('Decision').selectOption('approved');
  await press(staff.page, 'Decide');
  assert.equal(staff.noted.shown.status, 422, 'the evidence is short: a reason is asked for');
  await linked(staff.page, ['reason']);
  assert.equal(await staff.page.getByLabel('Decision').inputValue(), 'approved', 'nothing is lost');
  await staff.page.getByLabel('Decision').selectOption('returned');
  await staff.page.getByLabel('Reason').fill('Fifteen more credits are needed.');
  await press(staff.page, 'Decide');
  assert.equal(path(staff.page), '/staff/queues/renewals');
  assert.ok(!(await main(staff.page)).includes(name), 'it left the queue');
  await staff.context.close();
});

/** Goes through a queue until somebody's row is there, and opens it. */
async function open(page, queue, name) {
  await page.goto(queue);
  for (;;) {
    const row = page.locator('tbody').getByRole('link', { name });
    if (await row.count() > 0) return row.first().click();
    await page.getByRole('link', { name: 'Next page' }).click();
  }
}

flow('a reviewer decides an application', { who: 'reviewer' }, async (page, noted) => {
  await page.goto('/staff/queues/applications');
  const hrefs = () => page.locator('tbody th a').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  const waiting = await hrefs();
  await page.goto(waiting[0]);
  await page.getByLabel('Reason').fill('Seen and checked.');
  await press(page, 'Decide');
  assert.equal(noted.shown.status, 422, 'nothing is chosen');
  await linked(page, ['outcome']);
  assert.equal(await page.getByLabel('Reason').inputValue(), 'Seen and checked.', 'nothing is lost');
  await page.getByLabel('Decision').selectOption('approved');
  await press(page, 'Decide');
  assert.equal(noted.shown.status, 200);
  assert.match(await main(page), /decided already/);
  await page.goto('/staff/queues/applications');
  assert.deepEqual((await hrefs()).slice(0, waiting.length - 1), waiting.slice(1), 'it left the queue, and nothing else did');
});

flow('an auditor looks at an application and cannot decide it', { who: 'auditor' }, async (page) => {
  await page.goto('/staff/queues/applications');
  await page.locator('tbody th a').last().click();
  assert.match(await main(page), /does not decide it/);
  assert.equal(await page.locator('main').getByRole('button', { name: 'Decide' }).count(), 0);
});

flow('a registrar enters a payment', { who: 'registrar' }, async (page, noted) => {
  await page.goto('/staff/people?q=smith');
  await page.locator('tbody th a').first().click();
  const person = path(page);
  await page.goto(`${person}/payment`);
  await press(page, 'Put it on record');
  assert.equal(noted.shown.status, 422);
  const wrong = await page.locator('.errors a').evaluateAll((found) => found.map((a) => a.getAttribute('href').slice(1)));
  assert.ok(wrong.length >= 3, `said to be wrong: ${wrong.join(', ')}`);
  await linked(page, wrong);
  await page.getByLabel('What for').selectOption('recertification');
  await page.getByLabel('Amount').fill('200.00');
  await page.getByLabel('How', { exact: true }).selectOption('check');
  await page.getByLabel('The date on it').fill('2026-11-16');
  await page.getByLabel('Received on').fill('2026-11-18');
  await press(page, 'Put it on record');
  assert.equal(path(page), person);
  assert.match(await main(page), /Payment received/);
  assert.match(await main(page), /200\.00/);
});

flow('a lapsed certificant asks to be reinstated', { who: 'cpcs.lapsed', at: WINTER }, async (page) => {
  await page.goto('/home');
  await page.getByRole('link', { name: 'Ask for reinstatement' }).first().click();
  await press(page, 'Go on');
  await press(page, 'Ask to be reinstated');
  assert.equal(path(page), '/home/done/request_reinstatement');
  await page.getByRole('link', { name: 'Back to your home page' }).click();
  assert.match(await page.getByRole('region', { name: 'What you asked for' }).innerText(), /Reinstatement, 1\d February 2027/);
});

flow('anybody finds people by name, page by page', {}, async (page) => {
  await page.goto('/');
  assert.equal(path(page), '/standing');
  await page.getByLabel('Name').fill('jo');
  await press(page, 'Look up');
  const found = [];
  for (let pages = 1; ; pages += 1) {
    const rows = await page.locator('tbody tr').evaluateAll((all) => all.map((row) => row.innerText.replace(/\s+/g, ' ')));
    assert.ok(rows.length > 0 && rows.length <= 25);
    for (const row of rows) {
      assert.match(row, /\bjo/i);
      assert.match(row, /(In|Not in) good standing|Ask the office/);
      assert.doesNotMatch(row, /lapsed|expired|revoked|suspended|late/i, 'the public is told one of two things');
    }
    found.push(...rows);
    const next = page.getByRole('link', { name: 'Next page' });
    if (await next.count() === 0) {
      assert.ok(pages > 1, `${found.length} people called Jo... fill one page only`);
      break;
    }
    assert.equal(rows.length, 25, 'a page that is not the last is full');
    await next.click();
  }
  await page.getByLabel('Name').fill('nobody of this name');
  await press(page, 'Look up');
  assert.match(await main(page), /Nobody was found/);
});

flow('whoever is signed in twice ends the other session, then signs out', {}, async (page) => {
  const other = await look(chrome, { userAgent: 'A telephone in another pocket' });
  await signIn(other.page, 'administrator', { next: '/account' });
  await signIn(page, 'administrator', { next: '/account' });
  assert.equal(path(other.page), '/account');
  const pocket = page.getByRole('row', { name: /telephone/ }).filter({ has: page.getByRole('button') });
  assert.equal(await pocket.count(), 1);
  await pocket.getByRole('button').click();
  assert.equal(path(page), '/account');
  assert.equal(await pocket.count(), 0, 'its session is gone');
  await other.page.goto('/account');
  assert.equal(path(other.page), '/sign-in', 'it has to sign in again');
  await other.context.close();

  await page.getByRole('button', { name: 'Sign out' }).click();
  assert.equal(path(page), '/standing');
  await page.goto('/account');
  assert.equal(path(page), '/sign-in');
});
