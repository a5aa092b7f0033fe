//! What a form sends: read only where it comes from a page that we gave to this very viewer.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::account::Viewer;
use crate::web::guard::Refused;

/// A form of somebody signed in, with the token that our page held.
pub struct Posted<T>(pub T);

#[derive(Deserialize)]
struct Sealed<T> {
    #[serde(default)]
    csrf: String,
    #[serde(flatten)]
    fields: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let own = request.extensions().get::<Viewer>().cloned();
        let form: Result<Form<Sealed<T>>, _> = Form::from_request(request, state).await;
        let Form(form) =
            form.map_err(|e| Refused::saying(StatusCode::BAD_REQUEST, false, e.body_text()).into_response())?;
        match own {
            Some(own) if is_ours(&own, Some(&form.csrf)) => Ok(Posted(form.fields)),
            _ => Err(older()),
        }
    }
}

/// Whether a form's token is the one that our pages held for this viewer.
pub(super) fn is_ours(viewer: &Viewer, token: Option<&String>) -> bool {
    !viewer.csrf.is_empty() && token.is_some_and(|token| viewer.csrf == *token)
}

/// What is answered to a form without that token.
pub(super) fn older() -> Response {
    let said = "This form is older than your sign-in. Go back, load the page again, and send it once more.";
    Refused::saying(StatusCode::FORBIDDEN, false, said).into_response()
}
