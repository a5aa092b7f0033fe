//! What a house that takes cards must know, and where it is read: a file, or the environment.

use std::collections::BTreeMap;
use std::path::Path;

use programme::Bodies;
use serde::Deserialize;
use store::accounts::Hidden;

use crate::failure::Failure;

/// The two secrets that Stripe gives: one to ask it, one to know that it is Stripe who tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The secret key of the account.
    pub secret_key: Hidden,
    /// The signing secrets of the endpoint: one, and two while it changes.
    pub webhook_secrets: Vec<Hidden>,
}

/// How people may pay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// By card through Stripe, where that is set up.
    pub stripe: Option<Keys>,
    /// Where cheques and purchase orders are sent, by body.
    pub send_to: BTreeMap<String, String>,
}

/// The names in the environment.
const ENVIRONMENT: [&str; 2] = ["ASSAY_STRIPE_SECRET_KEY", "ASSAY_STRIPE_WEBHOOK_SECRET"];

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Written {
    stripe: Option<WrittenKeys>,
    send_to: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct WrittenKeys {
    secret_key: Option<String>,
    webhook_secrets: Vec<String>,
}

impl Settings {
    /// Reads them from a file, else from the environment.
    ///
    /// # Errors
    /// Where the file cannot be read, something in it stands for nothing, or one of two secrets is missing.
    pub fn read(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
        bodies: &Bodies,
    ) -> Result<Settings, Failure> {
        let Some(file) = file else {
            let [key, signing] = ENVIRONMENT.map(|name| environment(name).filter(|value| !value.trim().is_empty()));
            let secrets = signing.iter().flat_map(|all| all.split(',')).map(|one| one.trim().to_owned());
            let keys = WrittenKeys { secret_key: key.map(|k| k.trim().to_owned()), webhook_secrets: secrets.collect() };
            let stripe = keys.whole(ENVIRONMENT)?;
            return Ok(Settings { stripe, send_to: BTreeMap::new() });
        };
        let text = std::fs::read_to_string(file).map_err(|e| Failure::reading(file, &e))?;
        let wrong = |what: &str, remedy: &str| Failure::usage(format!("{}: {what}", file.display()), remedy);
        let written: Written = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            // Most of what the reader says quotes the line, and there may be a secret on it; an unknown name is none.
            let unknown = Some(e.message()).filter(|said| said.starts_with("unknown field"));
            let what = unknown.map_or_else(|| format!("line {line} cannot be read"), str::to_owned);
            wrong(&what, "write it as README.md shows")
        })?;
        if let Some(body) = written.send_to.keys().find(|id| bodies.body(id).is_none()) {
            return Err(wrong(&format!("there is no body `{body}`"), "name one of the handbooks under [send_to]"));
        }
        let names = ["secret_key", "webhook_secrets"];
        let stripe = written.stripe.map(|keys| keys.whole(names)).transpose()?.flatten();
        Ok(Settings { stripe, send_to: written.send_to })
    }
}

impl WrittenKeys {
    /// Both, or none; a half is no way to pay.
    fn whole(self, names: [&str; 2]) -> Result<Option<Keys>, Failure> {
        let signing: Vec<Hidden> =
            self.webhook_secrets.into_iter().filter(|s| !s.is_empty()).map(Hidden::new).collect();
        match self.secret_key.filter(|key| !key.is_empty()).map(Hidden::new) {
            Some(secret_key) if !signing.is_empty() => Ok(Some(Keys { secret_key, webhook_secrets: signing })),
            None if signing.is_empty() => Ok(None),
            key => {
                let (there, missing) = if key.is_some() { (names[0], names[1]) } else { (names[1], names[0]) };
                Err(Failure::usage(
                    format!("payments by card are half set up: {there} is there, and {missing} is not"),
                    format!("give {missing} as well, or leave both out to take no cards"),
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf;

    fn read(text: &str) -> Result<Settings, String> {
        static NTH: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let nth = NTH.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("assay-payments-{}-{nth}.toml", std::process::id()));
        std::fs::write(&file, text).unwrap();
        let bodies = shelf::bodies(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks"))).unwrap();
        let settings = Settings::read(Some(&file), |_| None, &bodies);
        std::fs::remove_file(&file).unwrap();
        settings.map_err(|failure| format!("{failure:?}"))
    }

    fn environment(key: &str, signing: &str) -> Result<Settings, String> {
        let value = |name: &str| Some(if name.ends_with("_KEY") { key } else { signing }.to_owned());
        Settings::read(None, value, &Bodies::new(Vec::new())).map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn a_file_or_the_environment_says_how_to_pay() {
        let whole =
            read("[stripe]\nsecret_key = \"sk\"\nwebhook_secrets = [\"a\", \"b\"]\n[send_to]\nnamss = \"Box 1\"");
        let whole = whole.unwrap();
        assert_eq!(whole.stripe.unwrap().webhook_secrets.len(), 2);
        assert_eq!(whole.send_to["namss"], "Box 1");
        assert_eq!(read(""), Ok(Settings::default()));
        assert_eq!(environment("", " "), Ok(Settings::default()));
        assert_eq!(environment("sk", "a, b").unwrap().stripe.unwrap().webhook_secrets.len(), 2);
    }

    #[test]
    fn what_is_wrong_is_said_and_no_secret_with_it() {
        let table = [
            ("[stripe]\nsecret_key = \"sk_hidden\"", "secret_key is there, and webhook_secrets is not"),
            ("[stripe]\nwebhook_secrets = [\"sk_hidden\"]", "webhook_secrets is there, and secret_key is not"),
            ("[stripe]\nsecret_key = \"sk_hidden\"\nwebhook_secrets = []", "half set up"),
            ("[stripe]\nsecret_key = sk_hidden", "line 2 cannot be read"),
            ("[stripe]\nsecret = \"sk_hidden\"", "unknown field `secret`"),
            ("[send_to]\nnowhere = \"Box 1\"", "there is no body `nowhere`"),
        ];
        for (text, said) in table {
            let failure = read(text).unwrap_err();
            assert!(failure.contains(said), "{text}: {failure}");
            assert!(!failure.contains("hidden"), "{failure}");
        }
        let half = environment("sk_hidden", "").unwrap_err();
        assert!(half.contains("ASSAY_STRIPE_WEBHOOK_SECRET is not") && !half.contains("hidden"), "{half}");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let keys = Keys { secret_key: Hidden::new("sk_hidden"), webhook_secrets: vec![Hidden::new("wh")] };
        assert_eq!(format!("{keys:?}"), "Keys { secret_key: …, webhook_secrets: […] }");
    }
}
