//! Staff's pages: queues, jobs, accounts, two records that may be of one person.

use super::*;

pub(super) fn of_staff(pages: &mut Vec<(String, String)>) {
    let queue = |title, count, oldest_days| Queue { title, href: "/staff/queue", count, oldest_days };
    let queues = [
        queue("Applications to decide", 14, Some(9)),
        queue("Accommodations", 2, Some(1)),
        queue("Renewals to decide", 131, Some(17)),
        queue("Extensions", 3, Some(0)),
        queue("Audits", 0, None),
    ];
    pages.push((
        "staff".to_owned(),
        frame("Staff", Area::Staff, &["registrar"], crate::page::staff::staff(&queues, Some(3))),
    ));
    let job = |done: Option<&str>, given_up, error| JobRow {
        what: "Remove what counts no more",
        about: "2025-12-15",
        put: "15 December 2025, 00:01".to_owned(),
        done: done.map(str::to_owned),
        given_up,
        tries: 2,
        next: "15 December 2025, 00:06".to_owned(),
        error,
    };
    let rows = [job(Some("now"), false, ""), job(None, false, "No room."), job(None, true, "No room.")];
    let jobs = crate::page::jobs::jobs((1, 1, 1), &rows, Some("?after=1"), None);
    pages.push(("jobs".to_owned(), frame("Mail", Area::Staff, &["registrar"], jobs)));
    let row = |id, name, standings| PersonRow { id, name, email: "maya@example.org", born: None, standings };
    let rows = [
        row("maya", "Maya Lindqvist", vec![("CPCS", Standing::Late), ("CPMSM", Standing::Active)]),
        row("jonas", "Jonas Abara", vec![]),
    ];
    of_merging(pages);
    of_audits(pages);
    let people = crate::page::people::people("a", &rows, Some("?after=jonas"));
    pages.push(("people".to_owned(), frame("People", Area::Staff, &["registrar"], people)));
    let viewer =
        Viewer { name: "Maya Lindqvist", roles: &["certificant", "item_writer"], csrf: "0123", own_record: true };
    let session = |id, agent, current| SessionRow { id, began: "1 December 2025, 09:12", seen: "now", agent, current };
    let sessions = [session("1", "Firefox on Linux", true), session("2", "Safari on iPhone", false)];
    let came = [CameRow { at: "1 December 2025, 09:12".to_owned(), address: "192.0.2.7", agent: "Firefox on Linux" }];
    let what = "A role was given.";
    let changes = [ChangeRow {
        at: "1 December 2025, 09:12".to_owned(),
        whose: ("maya@example.org", "1"),
        what,
        detail: "registrar".to_owned(),
        by: "ada@example.org",
    }];
    let own = crate::page::account::Own {
        email: "maya@example.org",
        wanted: Some("stone@example.org"),
        code_missing: false,
        codes: true,
        apart: None,
        sessions: &sessions,
        came: &came,
        changes: &changes,
    };
    let account = crate::page::account::account(&viewer, &own);
    pages.push(("account".to_owned(), frame("Account", Area::Own, &["certificant", "registrar"], account)));
    let of =
        |name: &str, place: &str| crate::account::details::Details { name: name.to_owned(), place: place.to_owned() };
    let problems =
        [super::super::parts::Problem { field: "name", wrong: "Your name is missing.", remedy: "Write it." }];
    let (wanted, there) = (of("", "Reno, NV"), of("Maya Lindqvist", ""));
    let details = crate::page::details::details((&wanted, &there), "0123", &problems);
    pages.push(("details".to_owned(), frame("Home", Area::Own, &["certificant"], details)));
    of_accounts(pages, &came, &changes);
}

fn of_accounts(pages: &mut Vec<(String, String)>, came: &[CameRow<'_>], changes: &[ChangeRow<'_>]) {
    let choices = [Choice { value: "staff", label: "Staff" }, Choice { value: "registrar", label: "Registrar" }];
    let row = AccountRow {
        id: "1",
        name: "Maya Lindqvist",
        email: "maya@example.org",
        roles: vec!["registrar", "reviewer"],
        state: ("good", "Open"),
        last: Some("1 December 2025, 09:12".to_owned()),
    };
    let rows = [row.clone(), AccountRow { name: "", state: ("soon", "Invited"), last: None, ..row }];
    let search = crate::page::accounts::Search { q: "maya", of: "staff", choices: &choices };
    let held = [HeldRow {
        role: "registrar",
        says: "Takes applications and payments.",
        by: "ada@example.org",
        at: "1 December 2025, 09:12".to_owned(),
    }];
    let one = One {
        csrf: "0123",
        id: "1",
        name: "Maya Lindqvist",
        email: "maya@example.org",
        state: ("good", "Open"),
        disabled: false,
        taken_up: false,
        codes: true,
        last: None,
        own: false,
        apart: Some("An auditor looks at the work of others, and so has no part in it."),
        held: &held,
        others: &choices,
        asked: "registrar",
        came,
        changes,
    };
    let problems = [Problem { field: "role", wrong: "Nobody may be both.", remedy: "" }];
    let ask = Asked {
        heading: "Forgotten your password?",
        lead: "We send you a link.",
        action: "/forgotten",
        csrf: None,
        hidden: &[],
        fields: &[],
        buttons: &[("send", "Send the link"), ("off", "Something else")],
        back: ("/sign-in", "Back to signing in"),
    };
    let drawn = [
        ("accounts", crate::page::accounts::list(&search, &rows, Some("?after=b"))),
        ("one-account", crate::page::accounts::one(&one, &problems)),
        ("own-of-accounts", crate::page::accounts::one(&One { own: true, ..one }, &[])),
        ("shut-account", crate::page::accounts::one(&One { disabled: true, ..one }, &[])),
        ("invite", crate::page::accounts::invite("0123", &[("name", "Maya")], &choices, &problems)),
        ("log", crate::page::accounts::log(changes, Some("?before=1"), Some("/staff/accounts/log"))),
        ("forgotten", crate::page::ask::asked(&ask, &problems)),
        ("said", crate::page::ask::said("Look at your mail", &["We are writing."], ("/sign-in", "Back"))),
        ("code", crate::page::set_up::code("0123", "GEZDGNBV", "<svg></svg>")),
        ("code-again", crate::page::set_up::code_again("0123")),
    ];
    for (name, main) in drawn {
        pages.push((name.to_owned(), frame("Accounts", Area::Staff, &["administrator"], main)));
    }
}

fn who(id: &str, name: &str, email: &str) -> store::people::Person {
    store::people::Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        born: Some(date(1984, 3, 2)),
        entries: 12,
        place: String::new(),
    }
}

/// Two records that may be of one person, found, compared and taken apart.
fn of_merging(pages: &mut Vec<(String, String)>) {
    let (one, other) =
        (who("maya", "Maya Lindqvist", "maya@example.org"), who("p2", "Lindqvist, Maya", "ml@old.example"));
    let likeness = store::duplicates::Likeness {
        names: store::duplicates::Names::Same,
        born: Some(true),
        addresses: vec!["maya@example.org".to_owned()],
    };
    let why = crate::page::duplicates::reasons(&one, &other, &likeness);
    assert_eq!(why, "Same birth date; same name; p2 was once under the address of maya, maya@example.org");
    let score = likeness.score();
    let pairs = [store::duplicates::Pair { one: one.clone(), other: other.clone(), likeness, score }];
    let list = crate::page::duplicates::duplicates(&pairs, Some("?after=2"), None, "0123");
    let found = [other.clone()];
    let search = crate::page::merging::Search { person: &one, query: "lindqvist", found: &found, alike: &pairs };
    let change = crate::compare::Together {
        what: crate::compare::Subject::Credits,
        about: "namss-recertification".to_owned(),
        one: "22 of 30, approved 10 of 15".to_owned(),
        other: "nothing".to_owned(),
        together: "28 of 30, approved 16 of 15".to_owned(),
    };
    let line = |day: &str, merged| crate::page::merging::Line {
        day: day.to_owned(),
        kind: "credit_logged".to_owned(),
        details: "category: approved; units: 6".to_owned(),
        merged,
    };
    let problems =
        [crate::page::parts::Problem { field: "reason", wrong: "There is no reason.", remedy: "Say how you know." }];
    let compared = |hindered: &[String]| {
        crate::page::merging::compared(&crate::page::merging::Compared {
            into: &one,
            merged: &other,
            why: &why,
            said_apart: Some(("office@example.org".to_owned(), "1 December 2025".to_owned())),
            changes: std::slice::from_ref(&change),
            hindered,
            lines: &[line("2025-03-01", false), line("2025-03-02", true)],
            seen: 24,
            reason: "",
            problems: if hindered.is_empty() { &problems } else { &[] },
            csrf: "0123",
        })
    };
    let apart = crate::page::merging::apart(&crate::page::merging::Apart {
        person: &one,
        merged: &other,
        event: "m",
        seen: 25,
        reason: "",
        problems: &[],
        csrf: "0123",
    });
    for (name, main) in [
        ("duplicates", list),
        ("merge-search", crate::page::merging::search(&search)),
        ("merge-compared", compared(&[])),
        ("merge-hindered", compared(&["As one record, e7 could not be held: `cpcs` is held already".to_owned()])),
        ("merge-apart", apart),
    ] {
        pages.push((name.to_owned(), frame("People", Area::Staff, &["registrar"], main)));
    }
}

/// Draws of who is audited, and an audit.
fn of_audits(pages: &mut Vec<(String, String)>) {
    use crate::page::audits;
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let (amt, namss) = (bodies.body("amt").unwrap(), bodies.body("namss").unwrap());
    let (refused, open) = (programme::audit::may_draw(amt, ON), programme::audit::may_draw(namss, ON));
    let schemes = [
        audits::Scheme { id: "amt-cmas", handbook: amt, because: &refused },
        audits::Scheme { id: "namss-recertification", handbook: namss, because: &open },
    ];
    let draw = a_draw();
    let rows = [(&draw, "15 December 2025, 10:00".to_owned())];
    let wrong = [Problem { field: "seed", wrong: "The seed is empty.", remedy: "Write the figure." }];
    let view = audits::Draws {
        rows: &rows,
        schemes: &schemes,
        next: Some("?after=1"),
        csrf: Some("0123"),
        sent: ["namss-recertification", "5%", ""],
        problems: &wrong,
    };
    let mut push = |name: &str, main| pages.push((name.to_owned(), frame("Staff", Area::Staff, &["reviewer"], main)));
    push("audits", audits::draws(&view));
    let preview = audits::Preview {
        handbook: namss,
        scheme: "namss-recertification",
        because: &open,
        share: "5%",
        seed: &draw.seed,
        count: 131,
        hash: &draw.hash,
        drawn: 7,
        changed: true,
        csrf: "0123",
    };
    push("audit-preview", audits::preview(&preview));
    let drawn = [("Maya Lindqvist", true), ("Omar Haddad", false)];
    let drawn =
        drawn.map(|(name, open)| audits::Drawn { href: "/staff/requests/1".to_owned(), name: name.to_owned(), open });
    push("audit-draw", audits::draw(&draw, "15 December 2025, 10:00", Some(namss), &drawn));
    of_an_audit((namss, &open), push);
}

/// An audit, as whoever closes it and as its holder sees it.
fn of_an_audit(
    (namss, open): (&Handbook, &[programme::decision::Reason<'_>]),
    mut push: impl FnMut(&str, maud::Markup),
) {
    use crate::page::audited;
    let file = super::super::parts::Attachment {
        entry: "e1".to_owned(),
        id: Some("f1".to_owned()),
        name: "certificate.pdf".to_owned(),
        piece: None,
    };
    let row = |certificate: bool| audited::CreditRow {
        event: "e1".to_owned(),
        title: "Conference sessions".to_owned(),
        category: "Sponsored education".to_owned(),
        earned: date(2024, 3, 1),
        counted: programme::amount::Units::parse("30").unwrap(),
        certificate,
        files: if certificate { vec![file.clone()] } else { Vec::new() },
    };
    let rows = [row(true), row(false)];
    let (from, to) = (date(2022, 4, 30), date(2025, 12, 1));
    let cycle = audited::Cycle { from, to, required: Some(rows[0].counted), documented: rows[0].counted, rows: &rows };
    let becomes = vec![("CPCS".to_owned(), Standing::InReview, Standing::Revoked, vec!["Why.".to_owned()])];
    let follows = [audited::Follows { outcome: "failed", becomes }];
    let head = html! { h1 { "Audit of Maya Lindqvist" } };
    push("audit", html! { (head) (audited::staff(&cycle, &follows, Some("/staff/requests/2"))) });
    let own = audited::own(&cycle, date(2025, 12, 5), open, (namss, "The decision on your renewal says what follows."));
    push("audit-own", html! { h1 { "Maya Lindqvist" } (own) });
}

fn a_draw() -> store::draws::Draw {
    store::draws::Draw {
        id: "0123456789abcdef".to_owned(),
        body: "namss".to_owned(),
        scheme: "namss-recertification".to_owned(),
        made_at: jiff::Timestamp::UNIX_EPOCH,
        made_by: "reviewer@demo.example".to_owned(),
        algorithm: programme::audit::draw::ALGORITHM.to_owned(),
        seed: "A published figure, 12 December 2025: 6827.41".to_owned(),
        share: "5%".to_owned(),
        clause: "recertification.audit".to_owned(),
        citation: "ccn-recert-2025 · audits".to_owned(),
        counted: 131,
        hash: "9071edae1299ace79a010c53e8e9afd4d5ab136131500e165dec6f991dc31094".to_owned(),
        population: vec!["maya".to_owned()],
        drawn: vec!["maya".to_owned()],
    }
}
