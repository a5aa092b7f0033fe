//! The table of routes: every path, who may come in by it, and what answers. The router is built from it, and a test
//! asks every cell of it.

use crate::account::Right;
use crate::web::door::{Doors, Who};
use crate::web::{
    act, api, apply, assets, entry, files, health, home, jobs, mail, matter, public, queue, seats, set_up, sign_in,
    sign_up, staff,
};

/// Every door of the house.
pub fn doors() -> Doors {
    Doors::new()
        .get("/", Who::Anyone, public::front)
        .get("/assets/{file}", Who::Anyone, assets::asset)
        .get("/healthz", Who::Anyone, health::alive)
        .get("/readyz", Who::Anyone, health::ready)
        .get("/standing", Who::Anyone, public::standing)
        .get("/rules", Who::Anyone, public::rules)
        .get("/check/{programme}", Who::Anyone, apply::check)
        .get("/sign-in", Who::Anyone, sign_in::form)
        .post("/sign-in", Who::Anyone, sign_in::sign_in)
        .get("/sign-up", Who::Anyone, sign_up::form)
        .post("/sign-up", Who::Anyone, sign_up::send)
        .get("/confirm", Who::Anyone, sign_up::confirm)
        .post("/confirm", Who::Anyone, sign_up::confirmed)
        .post("/sign-out", Who::SignedIn, sign_in::sign_out)
        .get("/account", Who::SignedIn, sign_in::account)
        .post("/account/sessions/end", Who::SignedIn, sign_in::end)
        .post("/account/code/new", Who::SignedIn, set_up::propose)
        .post("/account/code", Who::SignedIn, set_up::confirm)
        .post("/account/calendar", Who::Own, mail::renew)
        .get("/calendar/{file}", Who::Anyone, mail::calendar)
        .get("/set-up", Who::Anyone, set_up::form)
        .post("/set-up", Who::Anyone, set_up::make)
        .get("/home", Who::Own, home::home)
        .get("/home/apply/{programme}", Who::Own, apply::form)
        .post("/home/apply/{programme}", Who::Own, apply::send)
        .get("/home/book/{programme}", Who::Own, seats::book)
        .post("/home/book/{programme}", Who::Own, seats::take)
        .get("/home/transfer/{programme}", Who::Own, seats::transfer)
        .post("/home/transfer/{programme}", Who::Own, seats::move_on)
        .get("/home/act/{action}", Who::Own, act::form)
        .post("/home/act/{action}", Who::Own, act::send)
        .get("/home/done/{action}", Who::Own, act::done)
        // Whose a file is, stands with it: others are told what they are told of one that does not exist.
        .get("/files/{file}", Who::SignedIn, files::file)
        .get("/staff", Who::Having(Right::SeePeople), staff::queues)
        .get("/staff/queues/{queue}", Who::Having(Right::SeePeople), queue::queue)
        .get("/staff/applications/{event}", Who::Having(Right::SeePeople), matter::matter)
        .post("/staff/applications/{event}/decide", Who::Having(Right::DecideApplications), matter::decide)
        .get("/staff/requests/{event}", Who::Having(Right::SeePeople), matter::matter)
        .post("/staff/requests/{event}/decide", Who::Having(Right::DecideRenewals), matter::decide)
        .get("/staff/mail", Who::Having(Right::SeePeople), mail::mail)
        .get("/staff/jobs", Who::Having(Right::SeePeople), jobs::jobs)
        .get("/staff/seats", Who::Having(Right::SeePeople), seats::seats)
        .post("/staff/seats", Who::Having(Right::KeepWindows), seats::open)
        .get("/staff/people", Who::Having(Right::SeePeople), staff::people)
        .get("/staff/people/{person}", Who::Having(Right::SeePeople), staff::person)
        .get("/staff/people/{person}/payment", Who::Having(Right::RecordPayments), entry::payment)
        .post("/staff/people/{person}/payment", Who::Having(Right::RecordPayments), entry::pay)
        .get("/staff/people/{person}/measure", Who::Having(Right::TakeMeasures), entry::measure)
        .post("/staff/people/{person}/measure", Who::Having(Right::TakeMeasures), entry::take_measure)
        .get("/staff/people/{person}/correction", Who::Having(Right::CorrectRecords), entry::correction)
        .post("/staff/people/{person}/correction", Who::Having(Right::CorrectRecords), entry::correct)
        .get("/api/v1/standing", Who::Anyone, api::standing)
        .get("/api/v1/people/{person}/review", Who::OwnOr(Right::SeePeople), api::review)
}
