// How a house begins, and how somebody comes into it: from the first set-up to a seat in the next window.

import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { after, before } from 'node:test';
import { flow } from './flow.mjs';
import { AUTUMN, browser, WINTER } from './house.mjs';

const PASSWORD = 'several words in a row';
const NAMES = ['Wilma Wegener', 'Wanda Wegener'];

let chrome;
before(async () => { chrome = await browser(); });
after(() => chrome.close());
const own = () => chrome;

/** What an app shows for a secret now (RFC 6238). */
function code(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/[^A-Z2-7]/g, '')].map((l) => letters.indexOf(l).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

flow(own, 'an empty house is set up by whoever has its key', undefined, async (walker, nth) => {
  const said = readFileSync(`${process.env.ASSAY_FOLDER}/empty-${nth}.said`, 'utf8');
  const url = new URL(said.match(/http:\S+key=\S+/)[0]);
  walker.at = url.origin;
  const me = await walker.as('nobody');
  await me.go('/set-up?key=not-this-one');
  assert.equal(me.status, 404);
  await me.go(url.pathname + url.search);
  await me.fill({ 'Your name': 'Ada First', 'E-mail': 'ada@body.example', Password: 'short' });
  await me.press('Make the account');
  assert.equal(me.status, 422);
  assert.equal(await me.page.getByLabel('E-mail').inputValue(), 'ada@body.example', 'what was typed is still there');
  await me.fill({ Password: PASSWORD });
  await me.press('Make the account');
  assert.equal(me.path(), '/sign-in');
  await me.fill({ 'E-mail': 'ada@body.example', Password: PASSWORD });
  await me.press('Sign in');
  await me.go('/account');
  await me.follow('Set up one-time codes');
  await me.press('Show me new codes');
  assert.equal(me.status, 422, 'the password is asked for');
  await me.fill({ 'Your present password': PASSWORD });
  await me.press('Show me new codes');
  const secret = (await me.main()).match(/The secret: ([A-Z2-7 ]+)/)[1];
  await me.fill({ 'The six digits that the app shows now': '12345' });
  await me.press('Use these codes from now on');
  assert.equal(me.status, 422, 'digits that the app does not show');
  await me.fill({ 'The six digits that the app shows now': code(secret) });
  await me.press('Use these codes from now on');
  assert.equal(me.path(), '/account');
  await me.go(url.pathname + url.search);
  assert.equal(me.status, 404, 'a house is set up once');
  await me.close();
});

flow(own, 'anybody checks whether they could sit an exam', AUTUMN, async (walker) => {
  const me = await walker.as('nobody');
  await me.go('/check/cpcs');
  await me.press('Check');
  assert.equal(me.status, 422);
  await me.says(/Nothing is filled in/);
  await me.fill({ Post: 'Credentialing Coordinator', 'First day': '2026-01-05' });
  await me.press('Check');
  await me.says(/It would not do yet/);
  await me.says(/Not met/);
  assert.equal(await me.page.getByLabel('Post').first().inputValue(), 'Credentialing Coordinator');
  await me.fill({ 'First day': '2019-01-07' });
  await me.press('Check');
  await me.says(/It would do on/);
  await me.close();
});

/** Signs somebody up, and confirms the address by the mail that came. */
async function joined(walker, nth, body) {
  const me = await walker.as('nobody');
  const email = `${body}-${nth}@people.example`;
  await me.go('/sign-in');
  await me.follow('Sign up');
  await me.press('Sign up');
  assert.equal(me.status, 422, 'nothing was filled in');
  await me.fill({
    'Your name': NAMES[nth],
    'E-mail': email,
    'Day of birth': '1985-04-30',
    'Who awards the credential': body,
    Password: PASSWORD,
  });
  await me.press('Sign up');
  assert.equal(await me.heading(), 'Look at your mail');
  const { pathname, search } = await linked(email);
  await me.go(pathname + search);
  await me.press('This address is mine');
  await me.fill({ 'E-mail': email, Password: PASSWORD });
  await me.press('Sign in');
  assert.equal(me.path(), '/home');
  assert.equal(await me.heading(), NAMES[nth]);
  return me;
}

/** The page that the mail to an address leads to. The house itself may be about to deliver it. */
async function linked(email) {
  const folder = `${process.env.ASSAY_FOLDER}/winter/mail`;
  for (let tries = 0; tries < 60; tries += 1) {
    execFileSync(process.env.ASSAY_DELIVER);
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')).sort() : [];
    const mails = names.map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    const mail = mails.find((text) => text.includes(`To: ${email}`));
    if (mail) return new URL(mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=').match(/http:\S+confirm\S+/)[0]);
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
  }
  return assert.fail(`no mail came to ${email}`);
}

/** Attests what was filled in, and sends it. */
async function sent(me) {
  await me.press('Go on');
  assert.equal(await me.heading(), 'Check your application');
  await me.says(/It would do on/);
  await me.page.getByLabel('This is true and complete').check();
  await me.press('Send the application');
  assert.equal(me.path(), '/home/done/apply');
}

/** A reviewer finds an application in the queue and approves it. */
async function approved(walker, name, of) {
  const staff = await walker.as('reviewer');
  await staff.page.goto('/staff/queues/applications');
  for (;;) {
    const rows = staff.page.locator('tbody tr').filter({ hasText: name }).filter({ hasText: of });
    if (await rows.count() > 0) {
      await rows.first().getByRole('link').first().click();
      break;
    }
    await staff.page.getByRole('link', { name: 'Next page' }).click();
  }
  await staff.read();
  await staff.says(/Route met/);
  await staff.fill({ Decision: 'approved' });
  await staff.press('Decide');
  await staff.says(/decided already/);
  await staff.close();
}

flow(own, 'somebody signs up, applies, is approved, books a seat and moves to the next window', WINTER, async (walker, nth) => {
  const me = await joined(walker, nth, 'namss');
  await me.go('/home/apply/cpcs');
  await me.press('Go on');
  assert.equal(me.status, 422);
  await me.says(/No testing window is chosen/);
  await me.fill({ Post: 'Credentialing Specialist', 'First day': '2019-01-07', 'Testing window': 'spring-2027' });
  await sent(me);
  await me.go('/home');
  await me.says(/Waits for the body's decision/);
  await approved(walker, NAMES[nth], 'CPCS');
  await me.go('/home');
  await me.says(/Application approved/);
  await me.follow('Book a seat');
  await me.press('Book this seat');
  assert.equal(me.status, 422, 'no seat is chosen');
  await me.page.locator('input[type=radio]').first().check();
  await me.press('Book this seat');
  assert.equal(me.path(), '/home/done/book');
  await me.go('/home');
  await me.says(/Seat booked/);
  await me.follow('Move to the next window');
  await me.says(/Your seat is given back/);
  await me.press('Move to summer 2027');
  assert.equal(me.path(), '/home/done/transfer');
  await me.go('/home');
  await me.says(/Application approved/);
  await me.says(/Move to another window, 15 February 2027/);
  await me.close();
});

flow(own, 'somebody applies, is approved, pays by cheque, and books a seat', WINTER, async (walker, nth) => {
  const me = await joined(walker, nth, 'amt');
  await me.go('/home/apply/cmas');
  await me.fill({
    Post: 'Medical office assistant',
    'First day': '2015-01-05',
    'What was or will be awarded': 'high_school',
    'Day of graduation': '2003-06-12',
  });
  await sent(me);
  await approved(walker, NAMES[nth], 'CMAS');

  const staff = await walker.as('registrar');
  await staff.go(`/staff/people?q=${NAMES[nth].split(' ')[0]}`);
  const person = await staff.page.locator('tbody tr').filter({ hasText: `amt-${nth}@people.example` })
    .getByRole('link').first().getAttribute('href');
  await staff.go(`${person}/payment`);
  await staff.press('Put it on record');
  assert.equal(staff.status, 422);
  await staff.fill({ 'What for': 'application', Amount: '125.00', How: 'check', 'The date on it': '2027-02-12', 'Received on': '2027-02-15' });
  await staff.press('Put it on record');
  assert.equal(staff.path(), person);
  await staff.says(/Payment received/);
  await staff.close();

  await me.go('/home');
  await me.says(/Application approved/);
  await me.follow('Book a seat');
  await me.page.locator('input[type=radio]').first().check();
  await me.press('Book this seat');
  assert.equal(me.path(), '/home/done/book');
  await me.go('/home');
  await me.says(/Seat booked/);
  await me.close();
});
