//! A draw repeated from its file, by a whole run of the program.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The worked example of docs/audit-draw.md.
const DRAW: &str = r#"{
  "draw": "example",
  "body": "amt",
  "scheme": "amt-cmas",
  "made_at": "2027-01-05T12:00:00Z",
  "clause": "recertification.audit",
  "citation": "amt-public · audit",
  "algorithm": "sha256-rank-1",
  "seed": "S&P 500 close 2027-01-04: 7123.45",
  "share": "40%",
  "population": {
    "count": 5,
    "sha256": "9071edae1299ace79a010c53e8e9afd4d5ab136131500e165dec6f991dc31094",
    "ids": ["ada", "bo", "maya", "nils", "otto"]
  },
  "drawn": ["nils", "maya"]
}
"#;

#[test]
fn a_draw_is_repeated_and_what_differs_is_named() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("draw-{}.json", std::process::id()));
    let run = |text: &str, json: bool| {
        fs::write(&file, text).unwrap();
        let mut assay = Command::new(env!("CARGO_BIN_EXE_assay"));
        let output = assay.args(["audit", "rerun"]).arg(&file).args(json.then_some("--json")).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    };
    let (code, said) = run(DRAW, false);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("The same people come out.\n"), "{said}");
    let (code, said) = run(DRAW, true);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["same"], &json["drawn"]), (0, &true.into(), &serde_json::json!(["nils", "maya"])));
    for (from, to, expected) in [
        ("\"nils\", \"maya\"]\n}", "\"nils\", \"otto\"]\n}", &["`maya` comes out", "names `otto`"][..]),
        ("7123.45", "7123.46", &["It does not come out"]),
        ("\"count\": 5", "\"count\": 6", &["counts 6 people"]),
        ("9071", "0000", &["population's hash is 0000edae"]),
        ("sha256-rank-1", "dice", &[":8:3: error: `dice` is no way of drawing"]),
        ("\"share\": \"40%\"", "\"share\": \"a few\"", &[":10:3: error: `a few` is no number"]),
        ("\"share\"", "\"shar\"", &[":10:8: error: unknown field `shar`", "did you mean `share`?"]),
        ("{\n  \"draw\"", "[", &["error: "]),
    ] {
        assert!(DRAW.contains(from), "{from}");
        let (code, said) = run(&DRAW.replacen(from, to, 1), false);
        assert_eq!(code, 1, "{said}");
        assert!(expected.iter().all(|expected| said.contains(expected)), "{expected:?}: {said}");
    }
    let (code, said) = run(&DRAW.replacen("7123.45", "7123.46", 1), true);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(code == 1 && json["same"] == false && json["differences"].as_array().unwrap().len() > 1, "{said}");
    fs::remove_file(&file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_assay")).args(["audit", "rerun"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "there is no such file");
}
