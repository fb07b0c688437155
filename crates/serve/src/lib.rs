//! REST API with OpenAPI, and the embedded pages.
