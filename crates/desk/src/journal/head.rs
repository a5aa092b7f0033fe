//! Whose line it is, found without reading the rest of it.

use memchr::memchr2;

/// The `id` and `person` of a line, as they stand between their quotes.
#[derive(Default)]
pub(super) struct Head<'l> {
    pub(super) id: Option<&'l [u8]>,
    pub(super) person: Option<&'l [u8]>,
}

/// Finds `id` and `person` among an object's own fields without reading the rest; a line that is no object has neither.
pub(super) fn head(line: &[u8]) -> Head<'_> {
    let mut head = Head::default();
    let mut at = skip(line, 0, b" \t\r");
    if line.get(at) != Some(&b'{') {
        return head;
    }
    at += 1;
    loop {
        at = skip(line, at, b" \t\r,");
        let Some((key, after)) = string(line, at) else { return head };
        at = skip(line, after, b" \t\r:");
        match string(line, at) {
            Some((value, after)) => {
                // An empty name names nobody, and an empty id nothing.
                let named = Some(value).filter(|value| !value.iter().all(u8::is_ascii_whitespace));
                match key {
                    b"id" => head.id = named,
                    b"person" => head.person = named,
                    _ if key.contains(&b'\\') => match unescaped(key).as_str() {
                        "id" => head.id = named,
                        "person" => head.person = named,
                        _ => {}
                    },
                    _ => {}
                }
                at = after;
            }
            None => match after_value(line, at) {
                Some(after) => at = after,
                None => return head,
            },
        }
        if head.id.is_some() && head.person.is_some() {
            return head;
        }
    }
}

fn skip(line: &[u8], mut at: usize, what: &[u8]) -> usize {
    while line.get(at).is_some_and(|b| what.contains(b)) {
        at += 1;
    }
    at
}

/// The string that begins at `at`, without its quotes, and where it ends.
fn string(line: &[u8], at: usize) -> Option<(&[u8], usize)> {
    if line.get(at) != Some(&b'"') {
        return None;
    }
    let mut end = at + 1;
    loop {
        end += memchr2(b'"', b'\\', line.get(end..)?)?;
        if line[end] == b'"' {
            return Some((&line[at + 1..end], end + 1));
        }
        end += 2;
    }
}

/// Where a value that is no string ends.
fn after_value(line: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match line.get(at)? {
            b'"' => at = string(line, at)?.1,
            b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
            b'}' | b']' if depth == 0 => return None,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => (depth, at) = (depth - 1, at + 1),
            b',' if depth == 0 => return Some(at),
            _ => at += 1,
        }
    }
}

/// A string's text, from what stands between its quotes.
pub(super) fn unescaped(raw: &[u8]) -> String {
    let quoted = [b"\"", raw, b"\""].concat();
    serde_json::from_slice(&quoted).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned())
}
