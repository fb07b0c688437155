//! Views as HTTP answers: JSON or CSV, and one shape for every error.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use throughline_engine::{EngineError, export};
use utoipa::ToSchema;

/// What is wrong with a request, and what to do about it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// The error.
    pub(crate) error: ErrorWords,
}

/// The words of an error.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ErrorWords {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it, or empty.
    pub(crate) help: String,
}

/// An error on its way to the reader.
pub(crate) struct Failure(StatusCode, String, Option<String>);

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self(status, message.into(), None)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let status = match &error {
            EngineError::NotFound { .. } => StatusCode::NOT_FOUND,
            EngineError::Question(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let help = error.help();
        Self(status, error.to_string(), help)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, message, help) = self;
        let body = ErrorBody { error: ErrorWords { message, help: help.unwrap_or_default() } };
        (status, Json(body)).into_response()
    }
}

/// The parameters of a request; what is wrong with them is told in the shape of every error.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(Failure::new(rejection.status(), rejection.body_text())),
        }
    }
}

/// The JSON body of a request, with the same promise.
pub(crate) struct Given<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match Json::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(Failure::new(rejection.status(), rejection.body_text())),
        }
    }
}

/// The form a view is wanted in, told by the suffix of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
}

/// A view in the form wanted; `list` is the key of the list that is its table form.
pub(crate) fn view(form: Form, view: &impl Serialize, list: &str) -> Result<Response, Failure> {
    match form {
        Form::Json => Ok(Json(view).into_response()),
        Form::Csv => {
            let rows = export::csv_rows(view, list)?;
            Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], rows).into_response())
        }
    }
}

/// Takes `.json` or `.csv` off the path of a view before it is routed, so that every view has both
/// without a route each. Exports and the API's description are files of their own name.
pub(crate) fn take_form(mut request: Request) -> Request {
    let path = request.uri().path();
    let mut form = Form::Json;
    if path.starts_with("/api/") && !path.contains("/export/") && !path.ends_with("/openapi.json") {
        let stripped = path.strip_suffix(".json").map(|rest| (rest, Form::Json));
        if let Some((rest, asked)) = path.strip_suffix(".csv").map(|rest| (rest, Form::Csv)).or(stripped) {
            form = asked;
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            if let Ok(uri) = format!("{rest}{query}").parse() {
                *request.uri_mut() = uri;
            }
        }
    }
    request.extensions_mut().insert(form);
    request
}
