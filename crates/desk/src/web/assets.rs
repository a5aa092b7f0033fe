//! The files that pages refer to, carried inside the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const ICON: &str = include_str!("../../assets/assay.svg");
const STYLES: &str = include_str!("../../assets/assay.css");

/// `/assets/{file}`.
pub async fn asset(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "assay.svg" => {
            ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON)
                .into_response()
        }
        "assay.css" => (
            [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")],
            STYLES,
        )
            .into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
