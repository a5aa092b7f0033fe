//! Any bytes as a file of a handbook: it loads or it does not, every problem has a place, and nothing panics. The first
//! byte picks the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use programme::Handbook;
use programme::handbook::FILES;
use programme::handbook::reader::SourceFile;

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let own = FILES[*which as usize % FILES.len()];
    let sound = [
        ("body", include_str!("../../handbooks/namss/body.toml")),
        ("sources", include_str!("../../handbooks/namss/sources.toml")),
        ("programmes", include_str!("../../handbooks/namss/programmes.toml")),
    ];
    let file = |name: &str, text: &str| SourceFile { name: format!("fuzz/{name}.toml"), text: text.to_owned() };
    let mut files: Vec<SourceFile> = sound.iter().filter(|(name, _)| *name != own).map(|(n, t)| file(n, t)).collect();
    files.push(file(own, text));
    if let Err(problems) = Handbook::read(&files) {
        assert!(!problems.is_empty());
        for problem in problems {
            assert!(problem.line > 0 && problem.column > 0, "{problem}");
        }
    }
});
