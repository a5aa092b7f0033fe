//! The pages of education providers' activities, for their provider, for staff and for everybody.

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use maud::Markup;
use programme::recertification::agenda::{Agenda, Item, Kind};
use store::activities::providers::{Actor, Provider};
use store::activities::roster::Attendee;
use store::activities::{Activity, Change, Content, State};

use super::{Area, ON, frame, root};
use crate::activities::{judged, written};
use crate::page::parts::Problem;
use crate::page::{activities, listed, provider};
use crate::shelf;

fn text(text: &str) -> String {
    text.to_owned()
}

fn activity(state: State) -> Activity {
    let item = |from: i8, kind| Item {
        day: ON,
        from: time(from, 0, 0, 0),
        to: time(from, 50, 0, 0),
        kind,
        title: text("Files"),
    };
    let agenda = Agenda::of(vec![item(9, Kind::Housekeeping), item(10, Kind::Education)]).unwrap_or_default();
    let approved = state == State::Approved;
    let only = |value: &str| if approved { text(value) } else { String::new() };
    Activity {
        id: text("a1"),
        number: approved.then(|| text("NAMSS-2025-0001")),
        body: text("namss"),
        provider: text("p1"),
        provider_name: text("Harbor Learning Cooperative"),
        state,
        content: Content {
            title: text("Privileging in a day"),
            about: text("For coordinators"),
            place: text("Portland, ME"),
            online: false,
            days: agenda.days(),
            agenda: written(&agenda),
        },
        submitted_at: (state != State::Draft).then_some(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(400_000)),
        credit: only("1"),
        tagline: only("This activity has been approved."),
        reason: only("One session is not in the field."),
        changes: 2,
    }
}

/// Every page of activities.
pub(super) fn of_activities(pages: &mut Vec<(String, String)>) {
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let now = "2025-12-01T12:00:00Z".parse().unwrap();
    let problems = [Problem { field: "title", wrong: "It has no name.", remedy: "Write it." }];
    let attendee =
        Attendee { name: text("Maya"), email: text("m@example.org"), person: text("m"), ..Attendee::default() };
    let mut push = |name: &str, area, role: &'static [&'static str], main: Markup| {
        pages.push((name.to_owned(), frame("Activities", area, role, main)));
    };
    push("provider-organisation", Area::Own, &["provider"], provider::organisation("", "0123", &[]));
    push("provider-none", Area::Own, &["provider"], provider::list("Harbor", &[]));
    let own = [activity(State::Draft), activity(State::Approved)];
    push("provider", Area::Own, &["provider"], provider::list("Harbor", &own));
    let form = provider::Form {
        action: "/provider/new",
        known: false,
        bodies: &[("namss", "Ours"), ("amt", "Theirs")],
        rows: 60,
        seen: 0,
        sent: &[],
        csrf: "0123",
        problems: &problems,
    };
    push("provider-form", Area::Own, &["provider"], provider::form(&form));
    for state in [State::Draft, State::Submitted, State::Approved, State::Refused] {
        let activity = activity(state);
        let judged = judged(&bodies, &activity, now);
        let shown = provider::Own {
            activity: &activity,
            judged: judged.as_ref(),
            roster: std::slice::from_ref(&attendee),
            kept: Some((1, 2)),
            pasted: "",
            begun: true,
            csrf: "0123",
            problems: &[],
        };
        push(&format!("provider-{}", state.word()), Area::Own, &["provider"], provider::own(&shown));
        let change = Change { at: now, by: text("p@x"), state, reason: text("Why"), content: String::new() };
        let deciding = activities::Deciding {
            activity: &activity,
            judged: judged.as_ref(),
            history: &activities::told(vec![change], |at| at.to_string()),
            roster: std::slice::from_ref(&attendee),
            sent: ["", "1", ""],
            csrf: (state == State::Submitted).then_some("0123"),
            hindered: (state != State::Submitted).then_some("It does not wait for a decision."),
            problems: &[],
        };
        push(&format!("activity-{}", state.word()), Area::Staff, &["reviewer"], activities::one(&deciding));
        let page = listed::one(&activity, judged.as_ref(), Some("/home"));
        push(&format!("listed-{}", state.word()), Area::Public, &[], page);
    }
    let waits = [(activity(State::Submitted), ON)];
    push("activities", Area::Staff, &["reviewer"], activities::queue(&waits, ON, 1, true));
    push("activities-none", Area::Staff, &["registrar"], activities::queue(&[], ON, 0, false));
    let organisation = Provider { id: text("p1"), name: text("Harbor") };
    let actor = Actor { provider: text("p1"), account: text("a"), name: text("Petra"), email: text("p@example.org") };
    let organisations = activities::providers(&[organisation], &[actor], "0123", ("", ""), &[]);
    push("providers", Area::Staff, &["reviewer"], organisations);
    let search = listed::Search { q: "", from: "", to: "", held: "" };
    let ways = listed::Ways { next: Some("/activities?after=1"), csv: "/activities.csv", ics: "/activities.ics" };
    let many = vec![activity(State::Approved); 25];
    push("listed", Area::Public, &[], listed::list(&search, &many, ways, |_| Some(text("/home")), &[]));
    push("listed-none", Area::Public, &[], listed::list(&search, &[], ways, |_| None, &[]));
}
