//! The first set-up of an empty house, by the program itself.

use store::{Store, accounts};

use crate::program::{Ground, Program};

#[test]
fn an_empty_house_is_set_up_once_by_whoever_has_its_key() {
    let ground = Ground::sqlite();
    let program = Program::start(&ground, &[]);
    let key = program.after("/set-up?key=");
    let made = |key: &str, password: &str| {
        let form = [("key", key), ("name", "Ada"), ("email", "ada@body.example"), ("password", password)];
        program.post("/set-up", "", &form)
    };
    assert_eq!(program.get("/set-up?key=wrong", "").status, 404);
    assert_eq!(made("wrong", "a long enough word").status, 404);
    assert!(program.get(&format!("/set-up?key={key}"), "").text.contains("Make the account"));
    let short = made(&key, "short");
    assert!(short.status == 422 && short.text.contains("ada@body.example"), "{short:?}");
    assert_eq!(made(&key, "quite a long sentence").status, 303);
    assert_eq!(made(&key, "quite a long sentence").status, 404, "once");
    let store = Store::in_folder(&ground.folder).unwrap();
    let account = store.read(|tx| accounts::by_email(tx, "ada@body.example")).unwrap().unwrap();
    let roles = store.read(|tx| accounts::roles(tx, &account.id)).unwrap();
    assert_eq!(roles.iter().map(|r| r.role.as_str()).collect::<Vec<_>>(), ["administrator"]);
}
