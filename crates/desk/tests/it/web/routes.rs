//! Every route × every role × owner or not, asked one by one. The table is docs/routes.md: a person reads it, this holds
//! it, and a new route without a row there fails.

use axum::http::{Method, Request, StatusCode};
use desk::account::Role;
use desk::web::routes::doors;

use super::{Answer, Session, Town};

/// What a viewer gets at a door: in, to the sign-in, or sent away.
fn got(answer: &Answer) -> &'static str {
    match answer.status {
        StatusCode::SEE_OTHER if answer.location().starts_with("/sign-in?") => "sign in",
        StatusCode::UNAUTHORIZED => "sign in",
        StatusCode::FORBIDDEN => "—",
        status if status.is_server_error() => panic!("{status}: {}", answer.text),
        _ => "yes",
    }
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_says() {
    let town = Town::new();
    let mut viewers: Vec<(String, Session)> = vec![("nobody".to_owned(), Session::default())];
    for role in Role::ALL.iter().copied() {
        let person = (role == Role::Certificant).then_some("jonas");
        let session = town.signed_in(&format!("{}@test.example", role.word()), role, person).await;
        viewers.push((role.word().replace('_', " "), session));
    }
    viewers.push(("owner".to_owned(), town.signed_in("maya@test.example", Role::Certificant, Some("maya")).await));

    let head: Vec<&str> = viewers.iter().map(|(name, _)| name.as_str()).collect();
    let mut table = format!(
        "# Who may come in where\n\nWritten by the test that asks every cell (`UPDATE_EXPECT=1` writes it anew). The owner is the \
         certificant whom the\npath names, or whose page it is. A post without its token is refused whoever sends it; here it is sent.\n\n\
         | route | {} |\n|---|{}\n",
        head.join(" | "),
        "---|".repeat(head.len())
    );
    for row in doors().rows() {
        let path = row
            .path
            .replace("{person}", "maya")
            .replace("{file}", "assay.css")
            .replace("{queue}", "applications")
            .replace("{account}", "nobody")
            .replace("{change}", "disable")
            .replace("{event}", "nothing");
        let mut cells = Vec::new();
        for (name, session) in &viewers {
            // Signing out would end the session that the next row needs.
            let answer = if row.path == "/sign-out" {
                let again = if name == "nobody" { Session::default() } else { town.sign_in(&email(name)).await };
                town.post(&path, &again, &[]).await
            } else if row.method == Method::POST {
                town.post(
                    &path,
                    session,
                    &[("session", "none"), ("outcome", ""), ("seen", "0"), ("email", ""), ("password", "")],
                )
                .await
            } else if row.method == Method::PUT {
                town.ask(Request::put(&path).header("sec-fetch-site", "same-origin"), session, String::new()).await
            } else {
                town.get(&path, session).await
            };
            cells.push(got(&answer));
        }
        table += &format!("| {} `{}` | {} |\n", row.method, row.path, cells.join(" | "));
    }
    super::super::expect("docs/routes.md", &table);
}

fn email(name: &str) -> String {
    if name == "owner" { "maya@test.example".to_owned() } else { format!("{}@test.example", name.replace(' ', "_")) }
}
