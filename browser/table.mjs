// The pages that are looked at, and by whom.

import { AUTUMN, PASSWORD, WINTER } from './house.mjs';

/** A page by its address. */
const at = (path, more = {}) => ({ title: path, reach: (page) => page.goto(path), ...more });

/** A page that is come to by what somebody does. */
const by = (title, reach, more = {}) => ({ title, reach, ...more });

/** Follows the first link in the rows of a table. */
const first = (from) => async (page) => {
  await page.goto(from);
  await page.locator('tbody th a').first().click();
};

/** Follows the last one: the tests that decide begin with the first. */
const last = (from) => async (page) => {
  await page.goto(from);
  await page.locator('tbody th a').last().click();
};

/** A form for an entry on the record of the first person called Smith. */
const form = (word) => async (page) => {
  await first('/staff/people?q=smith')(page);
  await page.goto(`${new URL(page.url()).pathname}/${word}`);
};

/** The form of a step, reached by the button on one's home. */
const step = (button) => async (page) => {
  await page.goto('/home');
  await page.getByRole('link', { name: button }).first().click();
};

const send = (page, button) => page.locator('main').getByRole('button', { name: button }).click();

/** The form of a credit, filled in. */
export async function fillCredit(page, { title = 'Provider enrolment in a day', earned = '2026-10-02' } = {}) {
  await page.getByLabel('What it was').fill(title);
  await page.getByLabel('Kind of credit').selectOption({ index: 1 });
  await page.getByLabel('Day on which it was earned').fill(earned);
  await page.getByLabel('How much').fill('2');
  await page.getByLabel('Where it took place').fill('Tucson, AZ');
  await page.getByLabel('Do you have its certificate?').selectOption('yes');
}

/** Presses the button that pays by card. */
async function beginToPay(page) {
  await page.goto('/home/pay');
  await page.locator('main').getByRole('button', { name: 'by card' }).first().click();
}

const PUBLIC = [
  at('/standing'),
  at('/standing?name=smith'),
  at('/standing?name=nobody-of-this-name'),
  at('/standing?name=smith&on=not-a-day', { status: 400 }),
  at('/standing?name=s&place=st.+louis'),
  at('/standing/list'),
  by('a list, sent empty', async (page) => {
    await page.goto('/standing/list');
    await send(page, 'Look up');
  }, { status: 422 }),
  by('a list, answered', async (page) => {
    await page.goto('/standing/list');
    await page.getByLabel('Names').fill('Smith\nNobody of this name\nSmith,XYZ');
    await send(page, 'Look up');
  }),
  at('/activities'),
  at('/activities?q=no-such-words'),
  at('/activities?from=not-a-day', { status: 422 }),
  by('an approved activity', first('/activities')),
  at('/pass-rates'),
  at('/for-employers/cpcs'),
  at('/for-employers/cmas'),
  at('/rules'),
  at('/rules?body=amt'),
  at('/rules?body=namss&on=2024-03-01'),
  at('/check/cpcs'),
  at('/check/cmas'),
  at('/check/cpcs?asked=yes&role_0=Coordinator&from_0=2019-01-01'),
  at('/sign-in'),
  at('/forgotten'),
  by('a forgotten password, sent empty', async (page) => {
    await page.goto('/forgotten');
    await send(page, 'Send the link');
  }, { status: 422 }),
  by('a forgotten password, asked for', async (page) => {
    await page.goto('/forgotten');
    await page.getByLabel('E-mail').fill('nobody@demo.example');
    await send(page, 'Send the link');
  }),
  at('/choose-password?token=none', { status: 404 }),
  at('/confirm-address?token=none', { status: 404 }),
  at('/no-such-page', { status: 404 }),
];

const OWN = [
  at('/home/details'),
  by('one\'s details, sent empty', async (page) => {
    await page.goto('/home/details');
    await page.getByLabel('Your name').fill('');
    await send(page, 'Put it on record');
  }, { status: 422 }),
  at('/account/password'),
  by('another password, sent empty', async (page) => {
    await page.goto('/account/password');
    await send(page, 'Change the password');
  }, { status: 422 }),
  at('/account/address'),
  by('another address, sent wrong', async (page) => {
    await page.goto('/account/address');
    await page.getByLabel('The new address').fill('nowhere');
    await page.getByLabel('Your present password').fill(PASSWORD);
    await send(page, 'Send the link');
  }, { status: 422 }),
  at('/account/code/new'),
  by('one-time codes', async (page) => {
    await page.goto('/account/code/new');
    await page.getByLabel('Your present password').fill(PASSWORD);
    await send(page, 'Show me new codes');
  }),
  by('one-time codes, with a wrong code', async (page) => {
    await page.goto('/account/code/new');
    await page.getByLabel('Your present password').fill(PASSWORD);
    await send(page, 'Show me new codes');
    await page.getByLabel('The six digits that the app shows now').fill('12345');
    await send(page, 'Use these codes from now on');
  }, { status: 422 }),
];

const CERTIFICANT = [
  at('/home'),
  at('/home?on=2027-03-01'),
  at('/account'),
  at('/standing?name=smith'),
  at('/rules'),
  at('/staff', { status: 403 }),
  ...OWN,
];

const ownCredit = async (page) => {
  await page.goto('/home');
  await page.goto(await page.locator('a[href^="/home/credits/"]').first().getAttribute('href'));
};

const CREDIT = [
  by('a credit of one\'s own', ownCredit),
  by('a credit of one\'s own, changed in nothing', async (page) => {
    await ownCredit(page);
    await send(page, 'Go on');
  }, { status: 422 }),
  by('a credit of one\'s own, to be withdrawn', async (page) => {
    await ownCredit(page);
    await send(page, 'Withdraw this credit');
  }),
  at('/home/done/amend_credit'),
  by('the form of a credit', step('Log a credit')),
  by('the form of a credit, sent empty', async (page) => {
    await step('Log a credit')(page);
    await send(page, 'Go on');
  }, { status: 422 }),
  by('the answers about a credit, to be checked', async (page) => {
    await step('Log a credit')(page);
    await fillCredit(page);
    await send(page, 'Go on');
  }),
  by('an approved activity, picked to be logged', async (page) => {
    await step('Log a credit')(page);
    await page.getByRole('link', { name: 'Pick from the approved activities' }).click();
    await page.getByRole('link', { name: /^Log this one/ }).first().click();
  }),
  at('/home/done/log_credit'),
];

const RENEWAL = [
  by('the form of a renewal', step('Submit the renewal')),
  by('a renewal, to be checked', async (page) => {
    await step('Submit the renewal')(page);
    await send(page, 'Go on');
  }),
  at('/home/done/submit_renewal'),
];

const PAYING = [
  at('/home/pay'),
  by('a payment by card, begun', beginToPay),
  by('the pretend card page', async (page) => {
    await beginToPay(page);
    await page.getByRole('link', { name: 'Go on to the card page' }).click();
  }),
];

const APPLYING = [
  at('/home/apply/cpmsm'),
  by('the form of an application, sent empty', async (page) => {
    await page.goto('/home/apply/cpmsm');
    await page.locator('main form button').first().click();
  }, { status: 422 }),
];

const STAFF = [
  at('/staff'),
  at('/staff/queues/applications'),
  at('/staff/queues/accommodations'),
  at('/staff/queues/renewals'),
  at('/staff/queues/audits'),
  at('/staff/queues/extensions'),
  at('/staff/queues/reinstatements'),
  at('/staff/queues/results'),
  by('an application', last('/staff/queues/applications')),
  by('a request first in its queue', first('/staff/queues/renewals')),
  by('an extension', first('/staff/queues/extensions')),
  by('an audit', first('/staff/queues/audits')),
  at('/staff/audits'),
  by('a draw of audits', first('/staff/audits')),
  by('a result', first('/staff/queues/results')),
  at('/staff/queues/awards'),
  at('/staff/queues/appeals'),
  by('an appeal', first('/staff/queues/appeals')),
  at('/staff/seats'),
  by('a seating', first('/staff/seats')),
  at('/staff/windows'),
  at('/staff/sites'),
  by('a site', first('/staff/sites')),
  at('/staff/roster'),
  at('/staff/attendance'),
  at('/staff/payments'),
  at('/staff/payments?from=not-a-day', { status: 422 }),
  at('/staff/payments/issues'),
  at('/staff/completions'),
  at('/staff/completions?state=posted'),
  at('/staff/completions/left-over'),
  at('/staff/courses'),
  by('a course', first('/staff/courses')),
  at('/staff/seats'),
  at('/staff/jobs'),
  at('/staff/year'),
  at('/staff/year?scheme=amt-cmas&year=2026'),
  at('/staff/year?year=soon', { status: 422 }),
  at('/staff/year?state=all'),
  at('/staff/people'),
  at('/staff/people?q=smith'),
  at('/staff/people?q=nobody-of-this-name'),
  by('the first person called Smith', first('/staff/people?q=smith')),
  by('the same person as known earlier', async (page) => {
    await first('/staff/people?q=smith')(page);
    await page.goto(`${new URL(page.url()).pathname}?on=2026-06-01&known_on=2026-01-01`);
  }),
  at('/account'),
  at('/rules'),
];

const REVIEWER = [
  by('a draw, sent empty', async (page) => {
    await page.goto('/staff/audits');
    await page.locator('main form button').first().click();
  }, { status: 422 }),
  by('a decision sent empty', async (page) => {
    await last('/staff/queues/applications')(page);
    await send(page, 'Decide');
  }, { status: 422 }),
  by('a decision on a request sent empty', async (page) => {
    await first('/staff/queues/renewals')(page);
    await send(page, 'Decide');
  }, { status: 422 }),
  by('the form of a measure', form('measure')),
  by('the form of a correction', form('correction')),
  by('a request with its credits', first('/staff/queues/renewals')),
  by('the form that disallows a credit', async (page) => {
    await first('/staff/queues/renewals')(page);
    await page.getByRole('link', { name: /^Disallow/ }).first().click();
  }),
  at('/staff/renewals'),
];

/** The first pair of records that may be of one person, compared. */
const compared = async (page) => {
  await page.goto('/staff/duplicates');
  await page.getByRole('link', { name: /^Compare/ }).first().click();
};

const REGISTRAR = [
  by('the form that takes a payment back', form('reversal')),
  by('the form of a payment', form('payment')),
  by('the form of a payment, sent empty', async (page) => {
    await form('payment')(page);
    await send(page, 'Put it on record');
  }, { status: 422 }),
  at('/staff/duplicates'),
  by('looking for another record', form('merge')),
  by('two records compared', compared),
  by('two records merged without a reason', async (page) => {
    await compared(page);
    await send(page, 'Merge the two records');
  }, { status: 422 }),
];

/** A letter to everybody who is due, filled in as far as it is asked. */
const letter = (text) => async (page) => {
  await page.goto('/staff/year/letter?state=all');
  await page.getByLabel('Subject').fill('Your renewal, {name}');
  await page.getByLabel('Text').fill(text);
  await send(page, 'Look at it first');
};

const LETTERS = [
  at('/staff/year/letter?state=all'),
  by('a letter to a group, with a place that nothing is known for', letter('Dear {nmae},'), { status: 422 }),
  by('a letter to a group, before it goes', letter('Dear {name},\n\nthis is missing:\n\n{missing}')),
  by('the year with a letter that was sent', async (page) => {
    await letter('Dear {name},\n\nthis is missing:\n\n{missing}')(page);
    await page.getByRole('button', { name: /^Send it to/ }).click();
    await page.waitForURL('**/staff/mail');
    await page.goto('/staff/year');
    await page.getByRole('heading', { name: 'Letters sent' }).waitFor();
  }),
];

const ADMINISTRATOR = [
  at('/staff/accounts'),
  at('/staff/accounts?of=everybody'),
  at('/staff/accounts?q=nobody-of-this-name'),
  at('/staff/accounts/log'),
  at('/staff/accounts/invite'),
  by('an invitation sent empty', async (page) => {
    await page.goto('/staff/accounts/invite');
    await send(page, 'Send the invitation');
  }, { status: 422 }),
  by('the account of an auditor', async (page) => {
    await page.goto('/staff/accounts');
    await page.getByRole('link', { name: 'Aileen Auditor' }).click();
  }),
  by('a role that does not go with the one held', async (page) => {
    await page.goto('/staff/accounts');
    await page.getByRole('link', { name: 'Aileen Auditor' }).click();
    await page.getByLabel('A further role').selectOption('registrar');
    await send(page, 'Give the role');
  }, { status: 422 }),
  by('the own account among the others', async (page) => {
    await page.goto('/staff/accounts');
    await page.locator('main').getByRole('link', { name: 'Ada Administrator' }).click();
  }),
  at('/staff/tokens'),
  by('a token, asked for with nothing', async (page) => {
    await page.goto('/staff/tokens');
    await send(page, 'Make the token');
  }, { status: 422 }),
  by('a token, made', async (page) => {
    await page.goto('/staff/tokens');
    await page.getByLabel('Whose it is').fill('A hospital');
    await page.getByLabel('What it opens').selectOption('all');
    await send(page, 'Make the token');
  }),
];

const SEATS = [
  at('/staff/seats/several'),
  by('several seatings, sent empty', async (page) => {
    await page.goto('/staff/seats/several');
    await send(page, 'See what this comes to');
  }, { status: 422 }),
  by('attendance sent empty', async (page) => {
    await page.goto('/staff/attendance');
    await send(page, 'Record these');
  }, { status: 422 }),
  at('/staff/attendance/left-over'),
];

const COMPLETIONS = [
  by('completions sent empty', async (page) => {
    await page.goto('/staff/completions');
    await send(page, 'See what this comes to');
  }, { status: 422 }),
  by('what a file of completions comes to', async (page) => {
    await page.goto('/staff/completions');
    await page.getByLabel('Or its lines, pasted').fill('course,completed,email\nzone-101,2025-03-01,nobody@example.org\n');
    await send(page, 'See what this comes to');
  }),
  by('a completion dismissed without a word', async (page) => {
    await page.goto('/staff/completions/left-over');
    await page.locator('main').getByRole('button', { name: /^Dismiss/ }).first().click();
  }, { status: 422 }),
  by('a course sent empty', async (page) => {
    await page.goto('/staff/courses');
    await send(page, 'Add it');
  }, { status: 422 }),
];

const RESULTS = [
  at('/results'),
  at('/results/left-over'),
  by('a window of results', first('/results')),
  by('scores sent empty', async (page) => {
    await first('/results')(page);
    await send(page, 'Load these scores');
  }, { status: 422 }),
];

const PROVIDER = [
  at('/provider'),
  at('/provider/new'),
  by('an activity, sent empty', async (page) => {
    await page.goto('/provider/new');
    await send(page, 'Keep it, and see what it comes to');
  }, { status: 422 }),
  by('an activity of one\'s own, not submitted', first('/provider')),
  by('the same, to be changed', async (page) => {
    await first('/provider')(page);
    await page.getByRole('link', { name: 'Change it' }).click();
  }),
  by('an approved activity of one\'s own', last('/provider')),
  by('a roster, sent empty', async (page) => {
    await last('/provider')(page);
    await send(page, 'Send who attended');
  }, { status: 422 }),
];

/** What a reviewer does with activities. */
const ACTIVITIES = [
  at('/staff/activities'),
  by('a submitted activity', first('/staff/activities')),
  by('a decision on an activity, sent empty', async (page) => {
    await first('/staff/activities')(page);
    await send(page, 'Decide');
  }, { status: 422 }),
  at('/staff/activities/left-over'),
  at('/staff/providers'),
];

const of = (who, house, pages) => pages.map((page) => ({ who, at: house, status: 200, ...page }));

/** Every page with whoever looks at it. */
export const TABLE = [
  ...of('nobody', AUTUMN, PUBLIC),
  ...of('cpcs.renewal_open', AUTUMN, [...CERTIFICANT, ...CREDIT, ...RENEWAL, ...PAYING, ...APPLYING]),
  ...of('cpcs.lapsed', WINTER, [
    ...CERTIFICANT,
    by('the form of a reinstatement', step('Ask for reinstatement')),
    at('/home/done/request_reinstatement'),
  ]),
  ...of('cpcs.active', AUTUMN, [at('/home')]),
  ...of('cmas.late', AUTUMN, CERTIFICANT),
  ...of('namss.under_audit', AUTUMN, [at('/home')]),
  ...of('registrar', AUTUMN, [...STAFF, ...REGISTRAR, ...SEATS, ...LETTERS, ...COMPLETIONS]),
  ...of('reviewer', AUTUMN, [...STAFF, ...REVIEWER, ...ACTIVITIES]),
  ...of('psychometrician', AUTUMN, RESULTS),
  ...of('provider', AUTUMN, PROVIDER),
  ...of('auditor', AUTUMN, [...STAFF, at('/staff/accounts/log')]),
  ...of('administrator', AUTUMN, ADMINISTRATOR),
];
