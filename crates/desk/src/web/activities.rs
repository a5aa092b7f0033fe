//! Staff's side of activities: what waits, deciding it, rows of rosters left over, and who acts for which organisation.

use axum::extract::Path;
use axum::response::Response;
use programme::amount::Units;
use programme::decision::Ruling;
use store::activities::{self as kept, Activity, State, Verdict, providers, roster};
use store::{Failure, accounts, left_over as rest, outbox};

use crate::account::{Right, Role, Viewer};
use crate::activities::roster::LEFT_OVER;
use crate::activities::{Judged, judged, letter, series, tagline};
use crate::page;
use crate::page::activities::Deciding;
use crate::page::parts::path;
use crate::web::answer::{Became, STAFF, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::results::{Left, rows_left, settle};

/// How many are shown of what waits.
const SHOWN: i64 = 200;

/// Rows of rosters that matched nobody.
const ROSTERS: Left = Left {
    what: LEFT_OVER,
    title: "Rows of rosters left over",
    back: "/staff/activities",
    at: "/staff/activities/left-over",
};

/// `/staff/activities`: what waits for its decision.
pub async fn queue(visit: Visit) -> Response {
    answered(visit, STAFF, |house, viewer| {
        let (waiting, left) =
            house.store.read(|tx| Ok((kept::waiting(tx, SHOWN)?, rest::open(tx, LEFT_OVER, 1000)?.len())))?;
        let since = |a: Activity| {
            let day = house.day(a.submitted_at.unwrap_or_default());
            (a, day)
        };
        let rows: Vec<_> = waiting.into_iter().map(since).collect();
        let reviews = viewer.may(Right::ReviewActivities);
        Became::shown(page::activities::queue(&rows, house.today(), left, reviews))
    })
    .await
}

/// `/staff/activities/{activity}`: one of them, with how the rules judge it.
pub async fn one(visit: Visit, Path(id): Path<String>) -> Response {
    answered(visit, STAFF, move |house, viewer| shown(house, viewer, &find(house, &id)?, None, &[])).await
}

/// An activity that was submitted at some time: what a provider has not sent is nobody else's.
fn find(house: &House, id: &str) -> Result<Activity, Failure> {
    let found = house.store.read(|tx| kept::by_id(tx, id))?;
    let sent = found.filter(|activity| activity.submitted_at.is_some());
    sent.ok_or_else(|| Failure::Missing("activity of this name".to_owned()))
}

/// Why the viewer may not decide on it, if that is so.
fn hindered(house: &House, viewer: &Viewer, activity: &Activity) -> Result<Option<&'static str>, Failure> {
    let own = house.store.read(|tx| providers::of_account(tx, &viewer.account))?;
    Ok(if activity.state != State::Submitted {
        Some("It does not wait for a decision.")
    } else if !viewer.may(Right::ReviewActivities) {
        Some("Your role may look at this, and does not decide it.")
    } else if own.is_some_and(|own| own.id == activity.provider) {
        Some("You act for its provider: somebody else has to decide this one.")
    } else {
        None
    })
}

fn shown(
    house: &House,
    viewer: &Viewer,
    activity: &Activity,
    sent: Option<&Sent>,
    wrong: &[Wrong],
) -> Result<Became, Failure> {
    let (history, roster) =
        house.store.read(|tx| Ok((kept::history(tx, &activity.id)?, roster::of(tx, &activity.id)?)))?;
    let judged = judged(&house.bodies, activity, (house.clock)());
    let hindered = hindered(house, viewer, activity)?;
    let history = page::activities::told(history, |at| house.told(at));
    let all = judged.as_ref().and_then(|j| j.worth.as_ref()).map_or(String::new(), |w| w.credit.to_string());
    let before = |name: &str, first: &'_ str| sent.map_or(first.to_owned(), |sent| value(sent, name).to_owned());
    let (outcome, credit, reason) = (before("outcome", ""), before("credit", &all), before("reason", ""));
    let problems = problems(wrong);
    let main = page::activities::one(&Deciding {
        activity,
        judged: judged.as_ref(),
        history: &history,
        roster: &roster,
        sent: [&outcome, &credit, &reason],
        csrf: hindered.is_none().then_some(viewer.csrf.as_str()),
        hindered,
        problems: &problems,
    });
    Became::page(main, wrong)
}

/// `POST /staff/activities/{activity}/decide`: approves, sends back or refuses, and writes to the provider.
pub async fn decide(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let activity = find(house, &id)?;
        let again = |wrong: &[Wrong]| shown(house, viewer, &activity, Some(&sent), wrong);
        if let Some(hindered) = hindered(house, viewer, &activity)? {
            return again(&[amiss("outcome", hindered, "")]);
        }
        let now = (house.clock)();
        let Some(judged) = judged(&house.bodies, &activity, now) else {
            return again(&[amiss("outcome", "No handbook here says how it is judged.", "")]);
        };
        let verdict = match verdict(&judged, &sent, || series(judged.handbook, now)) {
            Ok(verdict) => verdict,
            Err(wrong) => return again(&wrong),
        };
        let seen = value(&sent, "seen").parse().unwrap_or(-1);
        let (own, by) = (id.clone(), viewer.email.clone());
        let handbook = judged.handbook.clone();
        let done = house.store.write(move |tx| {
            let decided = kept::decide(tx, (&own, seen), &verdict, &by, now)?;
            let addresses = providers::addresses(tx, &decided.provider)?;
            let letters =
                letter::decided(&handbook, &decided, &addresses).map_err(|e| Failure::Engine(e.to_string()))?;
            letters.iter().try_for_each(|letter| outbox::put(tx, letter, now).map(drop))
        });
        Became::unless_taken(done, path(&["staff", "activities", &id]), || {
            again(&[amiss("outcome", "Somebody has changed it meanwhile.", "See how it stands now.")])
        })
    })
    .await
}

/// How it is decided, or everything that is wrong with that.
fn verdict(judged: &Judged<'_>, sent: &Sent, series: impl FnOnce() -> String) -> Result<Verdict, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let reason = value(sent, "reason").to_owned();
    if reason.len() > 4000 {
        wrong.push(amiss("reason", "The reason is longer than 4,000 letters.", "Say it in fewer words."));
    }
    let needed = |wrong: &mut Vec<Wrong>| {
        if reason.is_empty() {
            wrong.push(amiss("reason", "There is no reason.", "Say why: the provider reads it."));
        }
    };
    let verdict = match value(sent, "outcome") {
        "approved" => {
            let most = judged.worth.as_ref().map_or(Units::ZERO, |worth| worth.credit);
            let credit = Units::parse(value(sent, "credit")).unwrap_or_default();
            if judged.decision.ruling() != Ruling::Allowed {
                let said = "By the handbook something stands against approving it.";
                wrong.push(amiss("outcome", said, "Send it back, or refuse it, with the reason."));
            } else if credit == Units::ZERO || credit > most {
                let said = format!("This is no number of credits from above 0 to the {most} that its agenda comes to.");
                wrong.push(amiss("credit", said, "Write it like 2 or 1.5."));
            } else if credit < most {
                needed(&mut wrong);
            }
            let tagline = tagline(judged.handbook, judged.scheme, &credit.to_string());
            Verdict::Approved { credit: credit.to_string(), series: series(), tagline, reason: reason.clone() }
        }
        "returned" => {
            needed(&mut wrong);
            Verdict::Returned(reason.clone())
        }
        "refused" => {
            needed(&mut wrong);
            Verdict::Refused(reason.clone())
        }
        _ => {
            wrong.push(amiss("outcome", "No decision is chosen.", "Choose one of the list."));
            return Err(wrong);
        }
    };
    if wrong.is_empty() { Ok(verdict) } else { Err(wrong) }
}

/// `/staff/activities/left-over`: rows of rosters that nobody has dealt with.
pub async fn left_over(visit: Visit) -> Response {
    answered(visit, STAFF, |house, viewer| rows_left(house, viewer, ROSTERS, None)).await
}

/// `POST /staff/activities/left-over/{row}`: somebody has dealt with one.
pub async fn dealt_with(visit: Visit, Path(row): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| settle(house, viewer, ROSTERS, &row, &sent)).await
}

/// `/staff/providers`: the organisations, and who acts for each.
pub async fn providers(visit: Visit) -> Response {
    answered(visit, STAFF, |house, viewer| listed(house, viewer, ("", ""), &[])).await
}

type Said = (String, String, String);

fn listed(house: &House, viewer: &Viewer, sent: (&str, &str), wrong: &[Said]) -> Result<Became, Failure> {
    let (all, actors) = house.store.read(|tx| Ok((providers::all(tx)?, providers::actors(tx)?)))?;
    Became::page(page::activities::providers(&all, &actors, &viewer.csrf, sent, &problems(wrong)), wrong)
}

/// `POST /staff/providers/{provider}/name`: its name, corrected.
pub async fn rename(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let field = format!("name-{id}");
        let name = value(&sent, &field).to_owned();
        let again = |said: &str, remedy: &str| {
            listed(house, viewer, (&field, &name), &[(field.clone(), said.to_owned(), remedy.to_owned())])
        };
        if !name.chars().any(char::is_alphanumeric) || name.len() > 200 {
            return again("There is no name here, or one of more than 200 letters.", "Write the organisation's name.");
        }
        let (own, id) = (name.clone(), id.clone());
        let done = house.store.write(move |tx| providers::rename(tx, &id, &own));
        Became::unless_taken(done, "/staff/providers", || {
            again("Another organisation bears this name.", "Write in what they differ.")
        })
    })
    .await
}

/// `POST /staff/providers/{provider}/join`: a further account acts for it.
pub async fn join(visit: Visit, Path(id): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, STAFF, move |house, viewer| {
        let field = format!("email-{id}");
        let email = value(&sent, &field).to_owned();
        let (now, own) = ((house.clock)(), email.clone());
        let joined = house.store.write(move |tx| {
            providers::by_id(tx, &id)?.ok_or_else(|| Failure::Missing("organisation of this name".to_owned()))?;
            let Some(account) = accounts::by_email(tx, &own)? else { return Ok(false) };
            let acts = accounts::roles(tx, &account.id)?.iter().any(|held| held.role == Role::Provider.word());
            if acts {
                providers::join(tx, &account.id, &id, now)?;
            }
            Ok(acts)
        })?;
        if joined {
            return Became::gone("/staff/providers");
        }
        let remedy = "An administrator invites it, or gives its account the role.";
        let said = (field.clone(), "No provider's account has this address.".to_owned(), remedy.to_owned());
        listed(house, viewer, (&field, &email), &[said])
    })
    .await
}
