//! Papers, printed.

const TEMPLATE: &str = r#"
#let v = json(bytes(sys.inputs.values))
#set document(title: v.title, date: datetime(year: 2026, month: 11, day: 22))
#set text(lang: "en")
= #v.title
#v.name
"#;

fn values(name: &str) -> String {
    format!(r#"{{"title":"A paper","name":"{name}"}}"#)
}

#[test]
fn the_same_paper_is_printed_in_the_same_bytes() {
    let print = || press::print(TEMPLATE, &values("Maya Ortiz"), "paper-1").unwrap();
    let paper = print();
    assert!(paper.starts_with(b"%PDF-1.7"), "{:?}", &paper[..8]);
    assert_eq!(paper, print());
    assert_ne!(paper, press::print(TEMPLATE, &values("Maya Ortiz"), "paper-2").unwrap());
}

#[test]
fn what_somebody_is_called_is_never_run() {
    // Each of these would fail, read a file or print another name if it were read as part of the template.
    for name in
        ["#panic()", "#read(\\\"/etc/passwd\\\")", "#let v = 1", "$ x", "*a", "= b", "\\u{2028}]", "Nguyễn", "Ελένη"]
    {
        press::print(TEMPLATE, &values(&name.replace("\\u{2028}", "\u{2028}")), "paper").unwrap();
    }
}

#[test]
fn a_paper_can_be_kept_and_read_aloud_unless_a_sign_is_unknown() {
    for (name, conforms) in [("Maya Ortiz", true), ("Ољга", true), ("山田", false)] {
        let paper = press::print(TEMPLATE, &values(name), "paper").unwrap();
        let says = |word: &[u8]| paper.windows(word.len()).any(|part| part == word);
        assert_eq!((says(b"pdfaid:part"), says(b"pdfuaid:part")), (conforms, conforms), "{name}");
        assert!(says(b"/MarkInfo"), "{name} has no tags");
    }
}

#[test]
fn a_template_that_fails_says_where() {
    let table = [
        ("#let v = json(bytes(sys.inputs.values))\n#v.nothing", vec![2], "nothing"),
        ("= One\n\n#read(\"/etc/passwd\")", vec![3], "failed to load file"),
        ("#import \"@preview/a:1.0.0\": b", vec![1], "failed to load file"),
        ("#panic(\"x\")", vec![1], "panicked"),
        ("No title", vec![], "title"),
    ];
    for (template, lines, said) in table {
        let unprintable = press::print(template, "{}", "paper").unwrap_err();
        assert_eq!(unprintable.lines(), lines, "{unprintable}");
        assert!(unprintable.to_string().contains(said), "{unprintable}");
    }
    assert!(press::print(TEMPLATE, "{}", "paper").is_err());
    assert!(press::print(TEMPLATE, "no json", "paper").is_err());
}
