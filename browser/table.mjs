// The pages that are looked at, and by whom.

import { AUTUMN, WINTER } from './house.mjs';

/** A page by its address. */
const at = (path, more = {}) => ({ title: path, reach: (page) => page.goto(path), ...more });

/** A page that is come to by what somebody does. */
const by = (title, reach, more = {}) => ({ title, reach, ...more });

/** Follows the first link in the rows of a table. */
const first = (from) => async (page) => {
  await page.goto(from);
  await page.locator('tbody th a').first().click();
};

/** The first application whose page has, or has not, a tag that says that a route is met. */
const application = (met) => async (page) => {
  await page.goto('/staff/queues/applications');
  const hrefs = await page.locator('tbody th a').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  for (const href of hrefs) {
    await page.goto(href);
    if ((await page.getByText('Route met', { exact: true }).count() > 0) === met) return;
  }
  throw new Error(`among the first ${hrefs.length} applications there is none with "route met" ${met}`);
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

const PUBLIC = [
  at('/standing'),
  at('/standing?name=smith'),
  at('/standing?name=nobody-of-this-name'),
  at('/standing?name=smith&on=not-a-day', { status: 400 }),
  at('/rules'),
  at('/rules?body=amt'),
  at('/rules?body=namss&on=2024-03-01'),
  at('/sign-in'),
  at('/no-such-page', { status: 404 }),
];

const CERTIFICANT = [
  at('/home'),
  at('/home?on=2027-03-01'),
  at('/account'),
  at('/standing?name=smith'),
  at('/rules'),
  at('/staff', { status: 403 }),
];

const CREDIT = [
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

const STAFF = [
  at('/staff'),
  at('/staff/queues/applications'),
  at('/staff/queues/renewals'),
  at('/staff/queues/audits'),
  at('/staff/queues/extensions'),
  at('/staff/queues/reinstatements'),
  at('/staff/queues/results'),
  by('an application that meets a route', application(true)),
  by('an application that meets none', application(false)),
  by('the person first in the queue of renewals', first('/staff/queues/renewals')),
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
  by('a decision sent empty', async (page) => {
    await application(false)(page);
    await send(page, 'Decide');
  }, { status: 422 }),
];

const of = (who, house, pages) => pages.map((page) => ({ who, at: house, status: 200, ...page }));

/** Every page with whoever looks at it. */
export const TABLE = [
  ...of('nobody', AUTUMN, PUBLIC),
  ...of('cpcs.renewal_open', AUTUMN, [...CERTIFICANT, ...CREDIT, ...RENEWAL]),
  ...of('cpcs.lapsed', WINTER, [
    ...CERTIFICANT,
    by('the form of a reinstatement', step('Ask for reinstatement')),
    at('/home/done/request_reinstatement'),
  ]),
  ...of('cmas.late', AUTUMN, CERTIFICANT),
  ...of('registrar', AUTUMN, STAFF),
  ...of('reviewer', AUTUMN, [...STAFF, ...REVIEWER]),
  ...of('auditor', AUTUMN, STAFF),
];
