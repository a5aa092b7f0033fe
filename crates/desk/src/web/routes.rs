//! The table of routes: every path, who may come in by it, and what answers. The router is built from it, and a test
//! asks every cell of it.

use crate::account::Right;
use crate::account::key::Scope;
use crate::web::door::{Doors, Who};
use crate::web::{
    accommodation, accounts, act, activities, alike, api, appeal, apply, arriving, assets, audits, bulk, completions,
    courses, credit, details, duplicates, employers, entry, files, forgotten, group_letter, health, home, jobs, list,
    listed, mail, matter, merging, notice, own, pay, payments, pretend, printed, provider, public, queue, rates,
    release, results, roster, seats, set_up, several, sign_in, sign_up, sites, staff, tokens, year,
};

/// Every door of the house.
pub fn doors() -> Doors {
    of_activities(of_completions(of_results(of_seatings(of_steps(of_programs(of_staff(of_owners(of_anyone(
        Doors::new(),
    )))))))))
}

/// What is open to anybody; and the accounts by which people come in.
fn of_anyone(doors: Doors) -> Doors {
    doors
        .get("/", Who::Anyone, public::front)
        .get("/assets/{file}", Who::Anyone, assets::asset)
        .get("/healthz", Who::Anyone, health::alive)
        .get("/readyz", Who::Anyone, health::ready)
        .get("/standing", Who::Anyone, public::standing)
        .get("/standing.csv", Who::Anyone, public::standing_csv)
        .get("/standing/list", Who::Anyone, list::form)
        .post("/standing/list", Who::Anyone, list::send)
        .get("/pass-rates", Who::Anyone, rates::rates)
        .get("/pass-rates.csv", Who::Anyone, rates::csv)
        .get("/for-employers/{programme}", Who::Anyone, employers::case)
        .get("/rules", Who::Anyone, public::rules)
        .get("/check/{programme}", Who::Anyone, apply::check)
        .get("/sign-in", Who::Anyone, sign_in::form)
        .post("/sign-in", Who::Anyone, sign_in::sign_in)
        .get("/sign-up", Who::Anyone, sign_up::form)
        .post("/sign-up", Who::Anyone, sign_up::send)
        .get("/confirm", Who::Anyone, sign_up::confirm)
        .post("/confirm", Who::Anyone, sign_up::confirmed)
        .post("/sign-out", Who::SignedIn, sign_in::sign_out)
        .get("/forgotten", Who::Anyone, forgotten::form)
        .post("/forgotten", Who::Anyone, forgotten::send)
        .get("/choose-password", Who::Anyone, forgotten::choose)
        .post("/choose-password", Who::Anyone, forgotten::chosen)
        .get("/confirm-address", Who::Anyone, own::confirming)
        .post("/confirm-address", Who::Anyone, own::confirmed)
        .get("/account", Who::SignedIn, own::account)
        .post("/account/sessions/end", Who::SignedIn, own::end)
        .get("/account/password", Who::SignedIn, own::password)
        .post("/account/password", Who::SignedIn, own::change_password)
        .get("/account/address", Who::SignedIn, own::address)
        .post("/account/address", Who::SignedIn, own::want_address)
        .get("/account/code/new", Who::SignedIn, own::codes)
        .post("/account/code/new", Who::SignedIn, own::change_codes)
        .post("/account/code", Who::SignedIn, own::confirm)
        .post("/account/calendar", Who::Own, mail::renew)
        .get("/calendar/{file}", Who::Anyone, mail::calendar)
        .get("/set-up", Who::Anyone, set_up::form)
        .post("/set-up", Who::Anyone, set_up::make)
}

/// What somebody does with their own record.
fn of_owners(doors: Doors) -> Doors {
    doors
        .get("/home", Who::Own, home::home)
        .get("/home/details", Who::Own, details::form)
        .post("/home/details", Who::Own, details::send)
        .get("/home/apply/{programme}", Who::Own, apply::form)
        .post("/home/apply/{programme}", Who::Own, apply::send)
        .get("/home/accommodation/{programme}", Who::Own, accommodation::form)
        .post("/home/accommodation/{programme}", Who::Own, accommodation::send)
        .get("/home/book/{programme}", Who::Own, seats::book)
        .post("/home/book/{programme}", Who::Own, seats::take)
        .get("/home/notice/{programme}", Who::Own, notice::notice)
        .get("/home/transfer/{programme}", Who::Own, seats::transfer)
        .post("/home/transfer/{programme}", Who::Own, seats::move_on)
        .get("/home/credits/{event}", Who::Own, credit::form)
        .post("/home/credits/{event}", Who::Own, credit::send)
        .get("/home/credits.csv", Who::Own, credit::sheet)
        .get("/home/transcript/{body}", Who::Own, printed::own_transcript)
        .get("/home/invoices/{number}", Who::Own, printed::own_invoice)
        .get("/home/act/{action}", Who::Own, act::form)
        .post("/home/act/{action}", Who::Own, act::send)
        .get("/home/done/{action}", Who::Own, act::done)
        // Whose a file is, stands with it: others are told what they are told of one that does not exist.
        .get("/files/{file}", Who::SignedIn, files::file)
        .get("/home/pay", Who::Own, pay::quote)
        .post("/home/pay", Who::Own, pay::begin)
        .get("/home/pay/{event}", Who::Own, pay::standing)
        .post("/home/pay/{event}", Who::Own, pay::ask_now)
        .get("/home/receipts/{event}", Who::Own, pay::receipt)
        .post("/webhooks/stripe", Who::Anyone, pay::told)
        .get("/demo/card/{event}", Who::SignedIn, pretend::card)
        .post("/demo/card/{event}", Who::SignedIn, pretend::used)
}

/// What those who run the body work with.
fn of_staff(doors: Doors) -> Doors {
    doors
        .get("/staff", Who::Having(Right::SeePeople), staff::queues)
        .get("/staff/queues/{queue}", Who::Having(Right::SeePeople), queue::queue)
        .get("/staff/applications/{event}", Who::Having(Right::SeePeople), matter::matter)
        .post("/staff/applications/{event}/decide", Who::Having(Right::DecideApplications), matter::decide)
        .get("/staff/accommodations/{event}", Who::Having(Right::DecideAccommodations), matter::matter)
        .post("/staff/accommodations/{event}/decide", Who::Having(Right::DecideAccommodations), matter::decide)
        .get("/staff/renewals", Who::Having(Right::DecideRenewals), several::form)
        .post("/staff/renewals", Who::Having(Right::DecideRenewals), several::approve)
        .get("/staff/requests/{event}", Who::Having(Right::SeePeople), matter::matter)
        .post("/staff/requests/{event}/decide", Who::Having(Right::DecideRenewals), matter::decide)
        .get("/staff/accounts", Who::Having(Right::KeepAccounts), accounts::list)
        .get("/staff/accounts/log", Who::Having(Right::SeeAuditTrail), accounts::log)
        .get("/staff/accounts/invite", Who::Having(Right::KeepAccounts), accounts::invite)
        .post("/staff/accounts/invite", Who::Having(Right::KeepAccounts), accounts::send_invitation)
        .get("/staff/accounts/{account}", Who::Having(Right::KeepAccounts), accounts::one)
        .post("/staff/accounts/{account}/{change}", Who::Having(Right::KeepAccounts), accounts::change)
        .get("/staff/mail", Who::Having(Right::SeePeople), mail::mail)
        .get("/staff/jobs", Who::Having(Right::SeePeople), jobs::jobs)
        .get("/staff/payments", Who::Having(Right::SeePeople), payments::list)
        .get("/staff/payments.csv", Who::Having(Right::SeePeople), payments::csv)
        .get("/staff/payments/issues", Who::Having(Right::SeePeople), payments::issues)
        .get("/staff/payments/issues/{event}", Who::Having(Right::SeePeople), payments::issue)
        .post("/staff/payments/issues/{event}/decide", Who::Having(Right::RecordPayments), payments::decide)
        .get("/staff/seats", Who::Having(Right::SeePeople), seats::seats)
        .post("/staff/seats", Who::Having(Right::KeepWindows), seats::open)
        .get("/staff/duplicates", Who::Having(Right::MergePeople), duplicates::list)
        .post("/staff/duplicates/apart", Who::Having(Right::MergePeople), duplicates::apart)
        .get("/staff/people", Who::Having(Right::SeePeople), staff::people)
        .get("/staff/people/{person}", Who::Having(Right::SeePeople), staff::person)
        .get("/staff/people/{person}/merge", Who::Having(Right::MergePeople), merging::form)
        .post("/staff/people/{person}/merge", Who::Having(Right::MergePeople), merging::merge)
        .get("/staff/people/{person}/take-apart", Who::Having(Right::MergePeople), merging::apart_form)
        .post("/staff/people/{person}/take-apart", Who::Having(Right::MergePeople), merging::take_apart)
        .get("/staff/people/{person}/transcript/{body}", Who::Having(Right::SeePeople), printed::transcript_of)
        .get("/staff/people/{person}/invoices/{number}", Who::Having(Right::SeePeople), printed::invoice_of)
        .get("/staff/people/{person}/payment", Who::Having(Right::RecordPayments), entry::payment)
        .post("/staff/people/{person}/payment", Who::Having(Right::RecordPayments), entry::pay)
        .get("/staff/people/{person}/reversal", Who::Having(Right::RecordPayments), entry::reversal)
        .post("/staff/people/{person}/reversal", Who::Having(Right::RecordPayments), entry::reverse)
        .get("/staff/people/{person}/measure", Who::Having(Right::TakeMeasures), entry::measure)
        .post("/staff/people/{person}/measure", Who::Having(Right::TakeMeasures), entry::take_measure)
        .get("/staff/people/{person}/correction", Who::Having(Right::CorrectRecords), entry::correction)
        .post("/staff/people/{person}/correction", Who::Having(Right::CorrectRecords), entry::correct)
        .get("/staff/people/{person}/disallowance", Who::Having(Right::DecideRenewals), entry::disallowance)
        .post("/staff/people/{person}/disallowance", Who::Having(Right::DecideRenewals), entry::disallow)
        .get("/staff/tokens", Who::Having(Right::KeepAccounts), tokens::tokens)
        .post("/staff/tokens", Who::Having(Right::KeepAccounts), tokens::make)
        .post("/staff/tokens/revoke", Who::Having(Right::KeepAccounts), tokens::revoke)
}

/// What other programs ask.
fn of_programs(doors: Doors) -> Doors {
    doors
        .get("/api/v1/standing", Who::Anyone, api::standing)
        .post("/api/v1/standing/bulk", Who::Bearing(Scope::Bulk), bulk::bulk)
        .get("/api/v1/standing/download", Who::Bearing(Scope::Download), bulk::download)
        .post("/api/v1/completions", Who::Bearing(Scope::Completions), arriving::completions)
        .post("/api/v1/xapi/statements", Who::Bearing(Scope::Completions), arriving::statements)
        .put("/api/v1/xapi/statements", Who::Bearing(Scope::Completions), arriving::statement)
        .get("/api/v1/pass-rates", Who::Anyone, rates::api)
        .get("/api/v1/people/{person}/review", Who::OwnOr(Right::SeePeople), api::review)
}

/// Queues, years, draws of audits, appeals.
fn of_steps(doors: Doors) -> Doors {
    doors
        .get("/home/appeal/{programme}", Who::Own, appeal::form)
        .post("/home/appeal/{programme}", Who::Own, appeal::file)
        .get("/staff/year", Who::Having(Right::SeePeople), year::year)
        .get("/staff/year/letter", Who::Having(Right::SendLetters), group_letter::form)
        .post("/staff/year/letter", Who::Having(Right::SendLetters), group_letter::look)
        .post("/staff/year/letter/send", Who::Having(Right::SendLetters), group_letter::send)
        .get("/staff/year.csv", Who::Having(Right::SeePeople), year::csv)
        .get("/staff/audits", Who::Having(Right::SeePeople), audits::draws)
        .post("/staff/audits", Who::Having(Right::DecideRenewals), audits::draw)
        .get("/staff/audits/{draw}", Who::Having(Right::SeePeople), audits::one)
        .get("/staff/audits/{draw}/population.txt", Who::Having(Right::SeePeople), audits::population)
        .get("/staff/audits/{draw}/draw.json", Who::Having(Right::SeePeople), audits::json)
        .get("/staff/queues/{queue}/sheet.csv", Who::Having(Right::SeePeople), queue::sheet)
}

/// Seatings, and who sat.
fn of_seatings(doors: Doors) -> Doors {
    doors
        .get("/staff/roster", Who::Having(Right::SeePeople), roster::day)
        .get("/staff/windows", Who::Having(Right::SeePeople), sites::windows)
        .get("/staff/sites", Who::Having(Right::SeePeople), sites::all)
        .post("/staff/sites", Who::Having(Right::KeepWindows), sites::add)
        .get("/staff/sites/{site}", Who::Having(Right::SeePeople), sites::site)
        .post("/staff/sites/{site}", Who::Having(Right::KeepWindows), sites::change)
        .post("/staff/sites/{site}/close", Who::Having(Right::KeepWindows), sites::close)
        .get("/staff/seats/several", Who::Having(Right::KeepWindows), sites::several)
        .post("/staff/seats/several", Who::Having(Right::KeepWindows), sites::open)
        .get("/staff/seats/{seating}", Who::Having(Right::SeePeople), roster::roster)
        .get("/staff/seats/{seating}/roster.csv", Who::Having(Right::SeePeople), roster::sheet)
        .post("/staff/seats/{seating}/attendance", Who::Having(Right::RecordSittings), roster::attendance)
        .post("/staff/seats/{seating}/size", Who::Having(Right::KeepWindows), roster::size)
        .post("/staff/seats/{seating}/close", Who::Having(Right::KeepWindows), roster::close)
        .post("/staff/seats/{seating}/move", Who::Having(Right::KeepWindows), roster::move_on)
        .get("/staff/attendance", Who::Having(Right::SeePeople), roster::open)
        .post("/staff/attendance", Who::Having(Right::RecordSittings), roster::load)
        .get("/staff/attendance/left-over", Who::Having(Right::RecordSittings), roster::left_over)
        .post("/staff/attendance/left-over/{row}", Who::Having(Right::RecordSittings), roster::dealt_with)
}

/// Scores and results, by candidate number.
fn of_results(doors: Doors) -> Doors {
    doors
        .get("/results", Who::Having(Right::ReleaseResults), results::windows)
        .get("/results/left-over", Who::Having(Right::LoadScores), results::left_over)
        .post("/results/left-over/{row}", Who::Having(Right::LoadScores), results::dealt_with)
        .get("/results/proposals/{proposal}", Who::Having(Right::ReleaseResults), release::proposal)
        .post("/results/proposals/{proposal}/release", Who::Having(Right::ReleaseResults), release::release)
        .post("/results/proposals/{proposal}/withdraw", Who::Having(Right::ReleaseResults), release::withdraw)
        .get("/results/{programme}/{window}", Who::Having(Right::ReleaseResults), results::window)
        .get("/results/{programme}/{window}/sheet.csv", Who::Having(Right::LoadScores), results::sheet)
        .post("/results/{programme}/{window}/scores", Who::Having(Right::LoadScores), results::scores)
        .post("/results/{programme}/{window}/hold", Who::Having(Right::ReleaseResults), results::hold)
        .post("/results/{programme}/{window}/let-go", Who::Having(Right::ReleaseResults), results::let_go)
        .post("/results/{programme}/{window}/propose", Who::Having(Right::ReleaseResults), release::propose)
}

/// Activities of education providers.
fn of_activities(doors: Doors) -> Doors {
    doors
        .get("/activities", Who::Anyone, listed::list)
        .get("/activities.csv", Who::Anyone, listed::csv)
        .get("/activities.ics", Who::Anyone, listed::ics)
        .get("/activities/{number}", Who::Anyone, listed::one)
        .get("/staff/activities", Who::Having(Right::SeePeople), activities::queue)
        .get("/staff/activities/left-over", Who::Having(Right::ReviewActivities), activities::left_over)
        .post("/staff/activities/left-over/{row}", Who::Having(Right::ReviewActivities), activities::dealt_with)
        .get("/staff/activities/{activity}", Who::Having(Right::SeePeople), activities::one)
        .post("/staff/activities/{activity}/decide", Who::Having(Right::ReviewActivities), activities::decide)
        .get("/staff/providers", Who::Having(Right::ReviewActivities), activities::providers)
        .post("/staff/providers/{provider}/name", Who::Having(Right::ReviewActivities), activities::rename)
        .post("/staff/providers/{provider}/join", Who::Having(Right::ReviewActivities), activities::join)
        .get("/provider", Who::Having(Right::ReportCredits), provider::list)
        .post("/provider/organisation", Who::Having(Right::ReportCredits), provider::organisation)
        .get("/provider/new", Who::Having(Right::ReportCredits), provider::new)
        .post("/provider/new", Who::Having(Right::ReportCredits), provider::make)
        .get("/provider/activities/{activity}", Who::Having(Right::ReportCredits), provider::one)
        .get("/provider/activities/{activity}/change", Who::Having(Right::ReportCredits), provider::form)
        .post("/provider/activities/{activity}/change", Who::Having(Right::ReportCredits), provider::change)
        .post("/provider/activities/{activity}/submit", Who::Having(Right::ReportCredits), provider::submit)
        .post("/provider/activities/{activity}/withdraw", Who::Having(Right::ReportCredits), provider::withdraw)
        .post("/provider/activities/{activity}/roster", Who::Having(Right::ReportCredits), provider::attended)
}

/// Courses, and who completed them.
fn of_completions(doors: Doors) -> Doors {
    doors
        .post("/home/same-credit", Who::Own, alike::own)
        .post("/staff/people/{person}/same-credit", Who::Having(Right::DecideRenewals), alike::reviewed)
        .get("/staff/completions", Who::Having(Right::SeePeople), completions::list)
        .post("/staff/completions", Who::Having(Right::PostCredits), completions::load)
        .get("/staff/completions/left-over", Who::Having(Right::SeePeople), completions::left_over)
        .post("/staff/completions/left-over/{row}/again", Who::Having(Right::PostCredits), completions::again)
        .post("/staff/completions/left-over/{row}/dismiss", Who::Having(Right::PostCredits), completions::dismiss)
        .get("/staff/courses", Who::Having(Right::SeePeople), courses::list)
        .post("/staff/courses", Who::Having(Right::PostCredits), courses::add)
        .post("/staff/courses/file", Who::Having(Right::PostCredits), courses::load)
        .get("/staff/courses/{course}", Who::Having(Right::SeePeople), courses::one)
        .post("/staff/courses/{course}", Who::Having(Right::PostCredits), courses::change)
}
