//! A partner's table, chosen as a file or pasted: what is taken, and what is said of what is not.

use axum::http::StatusCode;
use desk::account::Role;

use super::{Session, Town};

const ATTENDANCE: &str = "/staff/attendance";
const HEAD: &str = "appointment,person,outcome\n";
const ROW: &str = "nobody,ada,completed\n";

async fn registrar(town: &Town) -> Session {
    town.signed_in("r@test.example", Role::Registrar, None).await
}

/// A text in UTF-16 with its mark, as spreadsheets save it where they are told "Unicode text".
fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn a_file_is_taken_in_whatever_letters_a_spreadsheet_saves_it() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let page = town.get(ATTENDANCE, &registrar).await.text;
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("type=\"file\""), "{page}");
    let text = format!("{HEAD}{ROW}");
    let marked = [b"\xef\xbb\xbf".as_slice(), text.replace('\n', "\r\n").as_bytes()].concat();
    let tabs = utf16(&text.replace(',', "\t"));
    for bytes in [text.as_bytes(), &marked, &tabs, text.replace(',', ";").as_bytes()] {
        let taken = town.upload(ATTENDANCE, &registrar, &[("rows", " ")], &[("file", "partner.csv", bytes)]).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
        assert!(taken.text.contains("0 are on record now</strong>, 0 were before, 1 are left over"), "{}", taken.text);
    }
    // Nothing chosen is what a browser sends of an empty file field: what is pasted is taken.
    let pasted = town.upload(ATTENDANCE, &registrar, &[("rows", &text)], &[("file", "", b"")]).await;
    assert!(pasted.text.contains("1 are left over"), "{}", pasted.text);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_its_field_and_takes_nothing() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let before = town.heads();
    let good = format!("{HEAD}{ROW}");
    let large = [good.as_bytes(), &[b'\n'; 2_000_001]].concat();
    let cut = &utf16(&good)[..21];
    type File<'f> = Option<(&'f str, &'f [u8])>;
    let table: [(&str, File<'_>, &str, &str); 12] = [
        ("", None, "file", "No file is chosen, and no lines are pasted."),
        ("", Some(("", b"")), "file", "No file is chosen, and no lines are pasted."),
        (&good, Some(("a.csv", good.as_bytes())), "file", "A file is chosen, and lines are pasted as well."),
        ("", Some(("a.csv", b"")), "file", "`a.csv` is empty."),
        ("", Some(("a.csv", b"\xef\xbb\xbf\r\n")), "file", "There is nothing in `a.csv`."),
        ("", Some(("a.csv", &large)), "file", "`a.csv` is larger than 2 MB."),
        ("", Some(("a.xlsx", b"PK\x03\x04")), "file", "This is a workbook or another file that is no text."),
        ("", Some(("a.csv", cut)), "file", "it may be UTF-16, cut short. Save the sheet as CSV in UTF-8"),
        (
            "",
            Some(("a.csv", b"appointment,\x81\n")),
            "file",
            "This text cannot be made out. Save the sheet as CSV in UTF-8",
        ),
        ("", Some(("a.csv", b"appointment,outcome\n")), "file", "Columns that are missing: person."),
        ("", Some(("a.csv", b"candidate,raw\n")), "file", "Columns that stand for nothing: candidate, raw."),
        ("appointment,who\n", None, "rows", "Columns that are missing: person, outcome."),
    ];
    for (pasted, file, field, said) in table {
        let files: Vec<(&str, &str, &[u8])> = file.iter().map(|(name, bytes)| ("file", *name, *bytes)).collect();
        let refused = town.upload(ATTENDANCE, &registrar, &[("rows", pasted)], &files).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {}", refused.text);
        let beside = format!("id=\"{field}-error\"");
        assert!(refused.text.contains(&format!("href=\"#{field}\"")) && refused.text.contains(&beside), "{said}");
        assert_eq!(refused.text.replace("</a> ", " ").matches(said).count().min(2), 2, "{said}: {}", refused.text);
        assert!(refused.text.contains(pasted.trim_end()), "{said}: what was pasted is lost");
    }
    let long = format!("{HEAD}{}", ROW.repeat(100_000));
    let refused = town.upload(ATTENDANCE, &registrar, &[("rows", &long)], &[]).await;
    assert!(refused.text.contains("This is more than 2 MB.") && refused.text.contains("id=\"rows-error\""));
    assert_eq!(town.heads(), before);
    assert!(
        town.get("/staff/attendance/left-over", &registrar).await.text.contains("No row is left over."),
        "no row was kept"
    );
}

#[tokio::test]
async fn a_table_from_elsewhere_is_not_looked_at() {
    let town = Town::new();
    let registrar = registrar(&town).await;
    let auditor = town.signed_in("a@test.example", Role::Auditor, None).await;
    let file: &[(&str, &str, &[u8])] = &[("file", "a.csv", b"appointment,person,outcome\nx,y,completed\n")];
    let other = Session { cookie: registrar.cookie.clone(), csrf: "x".repeat(43) };
    assert_eq!(town.upload(ATTENDANCE, &other, &[], file).await.status, StatusCode::FORBIDDEN);
    assert_eq!(town.upload(ATTENDANCE, &auditor, &[], file).await.status, StatusCode::FORBIDDEN);
    let twice = town.upload(ATTENDANCE, &registrar, &[], &[("rows", "a.csv", b"x")]).await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST, "a file where lines are pasted");
    assert!(town.get("/staff/attendance/left-over", &registrar).await.text.contains("No row is left over."));
}
