//! An employer's list of names: what is asked of each, in whatever a spreadsheet writes, and what is said of bad lines.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::util::Oneshot;

use super::{Answer, Session, Town};

/// Sends the form as a browser does: fields, and the bytes of a file.
pub async fn send(town: &Town, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    if let Some(bytes) = file {
        let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"names.csv\"\r\n\r\n";
        body.extend(head.bytes().chain(bytes.iter().copied()).chain("\r\n".bytes()));
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post("/standing/list").header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let response = Oneshot::new(town.router.clone(), request.body(Body::from(body)).unwrap()).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    Answer { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap(), bytes: bytes.to_vec() }
}

/// The answers as CSV: each row but the head.
async fn csv(town: &Town, names: &str, on: &str) -> Vec<String> {
    let answer = send(town, &[("names", names), ("on", on), ("as", "csv")], None).await;
    assert_eq!(
        (answer.status, &answer.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"text/csv; charset=utf-8".parse().unwrap())
    );
    assert!(answer.text.starts_with("\u{feff}Line,Name asked,Found,") && answer.text.ends_with("\r\n"));
    answer.text.lines().skip(1).map(str::to_owned).collect()
}

#[tokio::test]
async fn each_name_is_told_of_and_bad_lines_are_named() {
    let town = Town::new();
    let names = "Name,Designation,Place\r\nMaya Lindqvist\r\nLindqvist; Maya,CPCS\r\nnobody at all\r\n\r\n\"Priya, Raman\"\r\n\
                 Maya,CMAS\r\nMaya,MD\r\n,CPCS\r\na,b,c,d\r\n\"never closed\r\nmaya,cpcs,Tucson\r\n=cmd()\r\n";
    let rows = csv(&town, names, "2025-12-15").await;
    let body = &town.house.bodies.body("namss").unwrap().body.name;
    let expected = [
        format!("2,Maya Lindqvist,one,Maya Lindqvist,,CPCS,{body},2022-04-30,2025-12-31,2025-12-15,yes,CPCS-"),
        "3,\"Lindqvist; Maya\",one,Maya Lindqvist".to_owned(),
        "4,nobody at all,none,,,,,,,2025-12-15,,".to_owned(),
        "6,\"Priya, Raman\",several,Priya Raman".to_owned(),
        "6,\"Priya, Raman\",several,Priya Raman".to_owned(),
        "7,Maya,none,".to_owned(),
        "8,Maya,line not read: `MD` is no designation that is awarded here.".to_owned(),
        "9,,line not read: There is no name on this line.".to_owned(),
        "10,a,\"line not read: More than three columns".to_owned(),
        "11,,line not read: A quote is not closed on this line.".to_owned(),
        "12,maya,none,".to_owned(),
        "13,\"'=cmd()\",none,".to_owned(),
    ];
    assert_eq!(rows.len(), expected.len(), "{rows:#?}");
    for (row, expected) in rows.iter().zip(&expected) {
        assert!(row.starts_with(expected.as_str()), "{row}\n{expected}");
    }
    let page = send(&town, &[("names", names), ("on", "2026-02-01")], None).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in ["Not in good standing", "Not read", "Line 11", "Nobody", "CPCS-0000", "never closed"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
}

#[tokio::test]
async fn files_are_read_as_spreadsheets_write_them_or_refused_clearly() {
    let town = Town::new();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("Maya Lindqvist\r\nZoë".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for file in [b"Maya Lindqvist\nZo\xeb".to_vec(), utf16, "\u{feff}Maya Lindqvist\nZoë".as_bytes().to_vec()] {
        let answer = send(&town, &[("names", "from the field"), ("as", "csv")], Some(&file)).await;
        assert_eq!(answer.text.lines().count(), 3, "{}", answer.text);
        assert!(
            answer.text.contains("1,Maya Lindqvist,one,") && answer.text.contains("2,Zoë,none,"),
            "{}",
            answer.text
        );
    }
    for (file, said) in [(&b"PK\x03\x04"[..], "workbook"), (b"\xff\xfea", "UTF-16"), (b"\x81", "cannot be made out")] {
        let answer = send(&town, &[("names", "kept")], Some(file)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(said) && answer.text.contains("kept"), "{}", answer.text);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_said_at_once_and_nothing_is_lost() {
    let town = Town::new();
    let many = "Maya Lindqvist\n".repeat(1_001);
    let answer = send(&town, &[("names", &many), ("on", "2025-02-30")], None).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["There are 1001 names", "no day of the calendar", "2025-02-30", "href=\"#names\"", "href=\"#on\""] {
        assert!(answer.text.contains(said), "{said}");
    }
    let empty = send(&town, &[("names", " \n")], None).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text.contains("There are no names"));
    let long = send(&town, &[("names", &"x".repeat(600 << 10))], None).await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", long.text);
}

#[tokio::test]
async fn a_long_list_is_shown_in_parts() {
    let town = Town::new();
    let names: String =
        (0..250).map(|n| format!("Maya {}\n", if n % 2 == 0 { "Lindqvist" } else { "Nobody" })).collect();
    let first = send(&town, &[("names", &names)], None).await.text;
    assert!(first.contains("Go on from number 101") && first.contains("Of 250 names") && first.len() < 90_000);
    let last = send(&town, &[("names", &names), ("from", "201")], None).await.text;
    assert!(!last.contains("Go on from") && last.contains("Line 250") && !last.contains("Line 200<"));
    assert_eq!(csv(&town, &names, "").await.len(), 250);
}

#[tokio::test]
async fn a_page_of_the_report_is_a_file_too() {
    let town = Town::new();
    let nobody = Session::default();
    let page = town.get("/standing?name=maya&on=2025-12-15", &nobody).await;
    let href = page.text.split("href=\"/standing.csv").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let file = town.get(&format!("/standing.csv{href}"), &nobody).await;
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"good-standing.csv\"");
    assert!(file.text.contains("\r\nMaya Lindqvist,,CPCS,") && file.text.lines().count() == 2, "{}", file.text);
}
