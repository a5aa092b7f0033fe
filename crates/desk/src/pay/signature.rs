//! Signatures as Stripe makes them: `t=<seconds>,v1=<hex>`, HMAC-SHA256 over the time, a full stop and the body.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use store::accounts::Hidden;

use super::Unread;

/// How many seconds a signature may be old, or ahead of our clock.
pub const TOLERANCE: i64 = 300;

/// The most signatures that are looked at: one for each secret while secrets change, and a few to spare.
const MOST: usize = 8;

fn mac(secret: &Hidden, seconds: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    Some(mac)
}

/// Signs a body.
pub fn signed(secret: &Hidden, seconds: i64, body: &[u8]) -> String {
    let bytes = mac(secret, seconds, body).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

/// Looks whether a body was signed with one of our secrets, lately. While a secret changes, the header holds several
/// signatures, and we may hold several secrets: any pair that fits will do. Every pair is compared, each in constant
/// time, before the clock is looked at.
///
/// # Errors
/// What is wrong with it.
pub fn check(secrets: &[Hidden], header: Option<&str>, body: &[u8], now: Timestamp) -> Result<(), Unread> {
    let parts = || header.unwrap_or_default().split(',').filter_map(|part| part.trim().split_once('='));
    let mut times = parts().filter(|(key, _)| *key == "t");
    let (Some((_, time)), None) = (times.next(), times.next()) else { return Err(Unread::Unsigned) };
    let seconds: i64 = time.parse().map_err(|_| Unread::Unsigned)?;
    let given: Vec<Vec<u8>> =
        parts().filter(|(key, _)| *key == "v1").filter_map(|(_, v)| bytes(v)).take(MOST).collect();
    if given.is_empty() {
        return Err(Unread::Unsigned);
    }
    let mut fits = false;
    for mac in secrets.iter().filter_map(|secret| mac(secret, seconds, body)) {
        for signature in &given {
            fits |= mac.clone().verify_slice(signature).is_ok();
        }
    }
    match fits {
        false => Err(Unread::Forged),
        true if (now.as_second() - seconds).abs() > TOLERANCE => Err(Unread::Stale),
        true => Ok(()),
    }
}

/// Bytes from hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    (digits.len() == 64).then(|| digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_765_800_000;

    fn secret(text: &str) -> Hidden {
        Hidden::new(text)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// The signature alone.
    fn v1(by: &str, body: &[u8]) -> String {
        signed(&secret(by), NOW, body).split_once(',').unwrap().1.to_owned()
    }

    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        // `printf '1765800000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`
        let expected = "361dad2b6db3da2aacd576345faf56e73984ad1ae9707daee42267320f512528";
        assert_eq!(v1("whsec_test", b"{\"id\":\"evt_1\"}"), format!("v1={expected}"));
    }

    #[test]
    fn what_is_taken_and_what_is_not() {
        let body = b"{}".as_slice();
        let (old, new, strange) = (v1("old", body), v1("new", body), v1("strange", body));
        let both = [secret("new"), secret("old")];
        type Case<'c> = (&'c str, String, &'c [Hidden], i64, Result<(), Unread>);
        let table: [Case<'_>; 17] = [
            ("as it should be", format!("t={NOW},{new}"), &both[..1], NOW, Ok(())),
            ("with a space", format!("t={NOW}, {new}"), &both[..1], NOW, Ok(())),
            ("signed by both while the secret changes", format!("t={NOW},{old},{new}"), &both[..1], NOW, Ok(())),
            ("by the old one, and we hold both", format!("t={NOW},{old}"), &both, NOW, Ok(())),
            ("with a scheme that we do not know", format!("t={NOW},v0=00,{new}"), &both, NOW, Ok(())),
            ("just in time", format!("t={NOW},{new}"), &both, NOW + TOLERANCE, Ok(())),
            ("a second late", format!("t={NOW},{new}"), &both, NOW + TOLERANCE + 1, Err(Unread::Stale)),
            ("from the future", format!("t={NOW},{new}"), &both, NOW - TOLERANCE - 1, Err(Unread::Stale)),
            ("by somebody else", format!("t={NOW},{strange}"), &both, NOW, Err(Unread::Forged)),
            ("by a secret that is gone", format!("t={NOW},{old}"), &both[..1], NOW, Err(Unread::Forged)),
            ("at another time than it says", format!("t={},{new}", NOW + 1), &both, NOW, Err(Unread::Forged)),
            ("forged and late", format!("t={},{new}", NOW - 900), &both, NOW, Err(Unread::Forged)),
            ("nobody's", format!("t={NOW},{new}"), &[], NOW, Err(Unread::Forged)),
            ("cut short", format!("t={NOW},{}", &new[..40]), &both, NOW, Err(Unread::Unsigned)),
            ("without a time", new.clone(), &both, NOW, Err(Unread::Unsigned)),
            ("with two times", format!("t={NOW},t=1,{new}"), &both, NOW, Err(Unread::Unsigned)),
            ("nothing", String::new(), &both, NOW, Err(Unread::Unsigned)),
        ];
        for (what, header, secrets, now, expected) in table {
            assert_eq!(check(secrets, Some(&header), body, at(now)), expected, "{what}");
        }
        assert_eq!(check(&both, None, body, at(NOW)), Err(Unread::Unsigned));
    }

    proptest! {
        #[test]
        fn one_bit_changed_is_noticed(body in prop::collection::vec(any::<u8>(), 1..200), bit in any::<prop::sample::Index>()) {
            let header = signed(&secret("s"), NOW, &body);
            prop_assert_eq!(check(&[secret("s")], Some(&header), &body, at(NOW)), Ok(()));
            let (mut changed, at_bit) = (body.clone(), bit.index(body.len() * 8));
            changed[at_bit / 8] ^= 1 << (at_bit % 8);
            prop_assert_eq!(check(&[secret("s")], Some(&header), &changed, at(NOW)), Err(Unread::Forged));
        }

        #[test]
        fn whatever_the_header_is_nothing_breaks_and_nothing_passes(header in ".{0,80}") {
            let checked = check(&[secret("s")], Some(&header), b"nothing", at(NOW));
            prop_assert!(checked.is_err());
        }
    }
}
