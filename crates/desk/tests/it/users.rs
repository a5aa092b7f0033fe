//! Accounts by the command line, with the checks of every door.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new() -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("users-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    fn user(&self, args: &[&str]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .arg("user")
            .args(args)
            .arg("--data")
            .arg(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(b"several rare words\n");
        child.wait_with_output().unwrap()
    }

    /// The exit code, and what was said on either way out.
    fn said(&self, args: &[&str]) -> (i32, String) {
        let output = self.user(args);
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }
}

#[test]
fn an_operator_without_a_browser_keeps_accounts_by_the_same_checks() {
    let folder = Folder::new();
    let (code, said) = folder.said(&["add", "--email", "ada@body.example", "--role", "administrator"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) =
        folder.said(&["add", "--email", "x@body.example", "--role", "registrar", "--role", "item_writer"]);
    assert!(code == 2 && said.contains("must not know who the candidates are"), "{code}: {said}");
    assert_eq!(folder.said(&["add", "--email", "wil@body.example", "--role", "item_writer"]).0, 0);

    let role = |words: &[&str]| folder.said(&[&["role", "--email", "wil@body.example"], words].concat());
    let (code, said) = role(&["--give", "registrar"]);
    assert!(code == 2 && said.contains("must not know who the candidates are"), "{code}: {said}");
    assert_eq!(role(&["--give", "item_reviewer"]).0, 0);
    assert_eq!(role(&["--withdraw", "item_writer"]).0, 0);
    assert_eq!(role(&[]).0, 2, "which role?");
    assert_eq!(role(&["--give", "king"]).0, 2);

    for words in [&["disable"][..], &["role", "--withdraw", "administrator"]] {
        let (code, said) = folder.said(&[words, &["--email", "ada@body.example"]].concat());
        assert!(code == 1 && said.contains("the last administrator who can sign in"), "{code}: {said}");
    }
    let (code, said) = folder.said(&["disable", "--email", "nobody@body.example"]);
    assert!(code == 1 && said.contains("there is no account with the address `nobody@body.example`"), "{code}: {said}");
    assert_eq!(folder.said(&["disable", "--email", "wil@body.example"]).0, 0);
    assert!(folder.said(&["list"]).1.contains("wil@body.example: item_reviewer; never signed in; no codes, shut"));
    assert_eq!(folder.said(&["enable", "--email", "wil@body.example"]).0, 0);
    assert_eq!(folder.said(&["reset-code", "--email", "wil@body.example"]).0, 0);

    let listed: serde_json::Value = serde_json::from_str(&folder.said(&["list", "--json"]).1).unwrap();
    let emails: Vec<&str> =
        listed["accounts"].as_array().unwrap().iter().map(|a| a["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["ada@body.example", "wil@body.example"]);
    assert_eq!(listed["accounts"][0]["roles"], serde_json::json!(["administrator"]));
    let only = folder.said(&["list", "--role", "auditor"]).1;
    assert_eq!(only, "");
}
