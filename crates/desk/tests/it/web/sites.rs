//! Windows, sites, and several seatings opened at once.

use axum::http::StatusCode;
use desk::account::Role;
use store::seats;

use super::Town;

fn in_february() -> jiff::Timestamp {
    "2026-02-20T10:00:00-05:00".parse().unwrap()
}

#[tokio::test]
async fn a_site_is_added_changed_and_closed_and_never_lost() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let empty = town.post("/staff/sites", &registrar, &[("name", " ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text.contains("There is no name"));
    let added = town.post("/staff/sites", &registrar, &[("name", "Centre, Ulm")]).await;
    let at = added.location().to_owned();
    assert_eq!(town.get(&at, &registrar).await.status, StatusCode::OK, "{at}");
    let twice = town.post("/staff/sites", &registrar, &[("name", "Centre, Ulm")]).await;
    assert!(twice.text.contains("of this name already"), "{}", twice.text);
    for (form, said) in [
        ([("name", ""), ("zone", ""), ("closed_days", "")], "There is no name"),
        ([("name", "x"), ("zone", "Ulm"), ("closed_days", "")], "no such time zone"),
        ([("name", "x"), ("zone", ""), ("closed_days", "Easter")], "`Easter` is no day"),
    ] {
        let refused = town.post(&at, &registrar, &form).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(said), "{}", refused.text);
    }
    let form = [("name", "Centre at the river, Ulm"), ("zone", "Europe/Berlin"), ("closed_days", "2026-03-10\n")];
    assert_eq!(town.post(&at, &registrar, &form).await.location(), at);

    let one = |day: &'static str| {
        [("programme", "cpcs"), ("site", "Centre, Ulm"), ("day", day), ("time", "09:00"), ("seats", "3")]
    };
    let shut = town.post("/staff/seats", &registrar, &one("2026-03-10")).await;
    assert!(shut.text.contains("closed on that day"), "{}", shut.text);
    assert_eq!(town.post("/staff/seats", &registrar, &one("2026-03-11")).await.location(), "/staff/seats");
    assert!(town.get("/staff/seats", &registrar).await.text.contains("Centre at the river, Ulm"));
    let open = town.post(&format!("{at}/close"), &registrar, &[("closed", "yes")]).await;
    assert!(open.status == StatusCode::UNPROCESSABLE_ENTITY && open.text.contains("Seats to come are open"));
    let seating = town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 9)).unwrap().remove(0).id;
    town.post(&format!("/staff/seats/{seating}/close"), &registrar, &[]).await;
    assert_eq!(town.post(&format!("{at}/close"), &registrar, &[("closed", "yes")]).await.location(), at);
    let shut = town.post("/staff/seats", &registrar, &one("2026-03-12")).await;
    assert!(shut.text.contains("This site is closed"), "{}", shut.text);
}

#[tokio::test]
async fn a_pattern_is_counted_first_and_opened_then() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let nothing = town.post("/staff/seats/several", &registrar, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "No programme",
        "No open site",
        "no day of the calendar",
        "No day of the week",
        "no times of day",
        "no number of seats",
    ] {
        assert!(nothing.text.contains(said), "{said}: {}", nothing.text);
    }
    town.post("/staff/sites", &registrar, &[("name", "Centre, Ulm")]).await;
    let form = [("closed_days", "2026-03-10"), ("name", "Centre, Ulm"), ("zone", "Europe/Berlin")];
    town.post("/staff/sites/Centre%2C%20Ulm", &registrar, &form).await;
    let form = [
        ("programme", "cpcs"),
        ("site", "Centre, Ulm"),
        ("from", "2026-03-01"),
        ("to", "2026-03-15"),
        ("Tuesday", "yes"),
        ("Thursday", "yes"),
        ("times", "09:00, 13:30"),
        ("seats", "4"),
    ];
    // Inside the window there are one Tuesday, on which the site is closed, and one Thursday.
    let preview = town.post("/staff/seats/several", &registrar, &form).await;
    assert!(
        preview.text.contains("2 seatings would be opened") && preview.text.contains("The site is closed on"),
        "{}",
        preview.text
    );
    assert!(town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 9)).unwrap().is_empty());
    let other = [form.as_slice(), &[("previewed", "9")]].concat();
    assert_eq!(
        town.post("/staff/seats/several", &registrar, &other).await.status,
        StatusCode::OK,
        "not what was counted"
    );
    let form = [form.as_slice(), &[("previewed", "2")]].concat();
    assert_eq!(town.post("/staff/seats/several", &registrar, &form).await.location(), "/staff/seats");
    let open = town.house.store.read(|tx| seats::from(tx, "cpcs", in_february(), 9)).unwrap();
    // By the site's own clocks.
    let starts: Vec<String> = open.iter().map(|s| s.starts_at.to_string()).collect();
    assert_eq!(starts, ["2026-03-12T08:00:00Z", "2026-03-12T12:30:00Z"]);
}

#[tokio::test]
async fn windows_say_how_many_are_where() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let page = town.get("/staff/windows", &registrar).await.text;
    // Ada and one of the samples are approved for spring 2026, and hold no seat.
    let row = page.split("CPCS, spring 2026").nth(1).unwrap().split("</tr>").next().unwrap();
    let counts: Vec<&str> = row.split("class=\"sum\">").skip(1).map(|c| c.split('<').next().unwrap()).collect();
    assert_eq!(counts, ["0", "2", "0", "2", "0", "0", "0", "0", "0", "0", "0"], "{row}");
    let sheet = town.get("/staff/queues/applications/sheet.csv", &registrar).await.text;
    assert!(
        sheet.starts_with("\u{feff}name,person,about,since,days,event\r\n")
            && sheet.contains("Petra Novák,petra,cpcs,2025-12-02,"),
        "{sheet}"
    );
}

#[tokio::test]
async fn every_window_stands_on_one_page_of_the_list_and_none_is_left_out() {
    let town = Town::at(in_february);
    let registrar = town.signed_in("r@test.example", Role::Registrar, None).await;
    let (mut path, mut titles, mut pages) = ("/staff/windows".to_owned(), Vec::new(), 0);
    loop {
        let page = town.get(&path, &registrar).await.text;
        let rows = page.split("<th scope=\"row\">").skip(1);
        let own: Vec<String> = rows.map(|row| row.split("</th>").next().unwrap().to_owned()).collect();
        assert_eq!(page.contains("Back to the first page"), pages > 0, "{path}");
        pages += 1;
        titles.extend(own.clone());
        let Some(next) = page.split("href=\"/staff/windows?").nth(1) else { break };
        assert_eq!(own.len(), 25, "a page that is not the last is full");
        path = format!("/staff/windows?{}", next.split('"').next().unwrap());
    }
    assert!(pages > 1, "{titles:?}");
    let known = town.house.bodies.all().flat_map(|h| h.programmes.iter().map(move |p| (h, p)));
    for (handbook, programme) in known {
        for window in handbook.calendar.all() {
            let title = format!("{}, {}", programme.designation, window.id().replace('-', " "));
            assert_eq!(titles.iter().filter(|own| **own == title).count(), 1, "{title}");
        }
    }
    // A place that is not there any more is the first page.
    let first = town.get("/staff/windows", &registrar).await.text;
    let lost = town.get("/staff/windows?after=cpcs%2Fnever", &registrar).await.text;
    assert_eq!(first.split("<main").nth(1), lost.split("<main").nth(1));
}
