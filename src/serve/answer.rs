//! Answers: a file of the site, the server's own script, or what there is to say about a page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use percent_encoding::utf8_percent_encode;

use super::page::{self, OWN};
use super::request;
use super::site::{Found, Site};
use super::types;
use super::{Live, Now};
use crate::path::UNSAFE_IN_HREF;

/// The script that served pages have.
const SCRIPT: &str = include_str!("live.js");
/// Its styles, and those of the server's own pages.
const STYLES: &str = include_str!("live.css");

/// The version of the page that waits for the first site: no page of a site has it, and none is missing.
const WAITING: &str = "waiting";

/// The folder of the files that authors put beside their pages.
const AUTHORS: &str = "assets/media/";

/// Answers one request.
pub(super) async fn answer(State(live): State<Arc<Live>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = answer_to(live, &parts).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_ours = is_page && !request::path(parts.uri.path()).is_some_and(|path| path.starts_with(AUTHORS));
    let headers = response.headers_mut();
    // What no page of taben's own is may not act as one, whatever its author put into it.
    if !is_ours {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    }
    // The site changes under the browser's eyes, and no other site has any business with it.
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn answer_to(live: Arc<Live>, request: &Parts) -> Response {
    let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // HTTP/1.0 knows no hosts; no browser speaks it.
    if !host.is_some_and(|host| request::is_ours(host, live.name.as_deref())) {
        return plain(StatusCode::FORBIDDEN, "this server answers to its own address only; open it by the address that taben prints\n");
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let Some(path) = request::path(request.uri.path()) else {
        return plain(StatusCode::BAD_REQUEST, "this is not a path\n");
    };
    if let Some(own) = path.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/')) {
        return own_answer(live, own, request.uri.query());
    }
    let now = live.now();
    let Some(site) = now.site.clone() else {
        let waiting = page::with_script(now.status.waiting().as_bytes(), &path, WAITING);
        return bytes(StatusCode::SERVICE_UNAVAILABLE, types::of(".html"), waiting);
    };
    match site.find(&path) {
        Found::File(file) => file_answer(site, file, StatusCode::OK).await,
        Found::Folder(folder) => {
            let to = format!("/{}", utf8_percent_encode(&folder, UNSAFE_IN_HREF));
            let mut response = plain(StatusCode::FOUND, "");
            // What is percent-encoded is a header's value.
            if let Ok(to) = HeaderValue::try_from(to) {
                response.headers_mut().insert(header::LOCATION, to);
            }
            response
        }
        // The page for what is not there, as GitHub Pages shows it.
        Found::Nothing if site.find("404.html") == Found::File("404.html".into()) => missing_answer(site, path).await,
        Found::Nothing => plain(StatusCode::NOT_FOUND, "there is no such page\n"),
    }
}

/// A file of the site.
async fn file_answer(site: Arc<Site>, path: Box<str>, status: StatusCode) -> Response {
    let name = path.clone();
    let version = site.version(&path);
    match read(site, path).await {
        Some(html) if types::of(&name).starts_with("text/html") => {
            bytes(status, types::of(&name), page::with_script(&html, &name, &version))
        }
        Some(content) => bytes(status, types::of(&name), content),
        None => plain(StatusCode::NOT_FOUND, "this file of the site cannot be read any more\n"),
    }
}

/// The page for a path that is not in the site, which is reloaded when the path is there.
async fn missing_answer(site: Arc<Site>, path: String) -> Response {
    let version = site.version(&path);
    let html = read(site, "404.html".into()).await.unwrap_or_default();
    bytes(StatusCode::NOT_FOUND, types::of(".html"), page::with_script(&html, &path, &version))
}

/// Reads a file of the site without keeping others waiting.
async fn read(site: Arc<Site>, path: Box<str>) -> Option<Vec<u8>> {
    tokio::task::spawn_blocking(move || site.read(&path)).await.ok()?.ok()
}

/// What the server has beside the site.
fn own_answer(live: Arc<Live>, path: &str, query: Option<&str>) -> Response {
    match path {
        "live.js" => bytes(StatusCode::OK, types::of(path), SCRIPT.into()),
        "live.css" => bytes(StatusCode::OK, types::of(path), STYLES.into()),
        "source" => match live.now().status.source(&request::parameter(query, "file")) {
            Some(html) => bytes(StatusCode::OK, types::of(".html"), html.into_bytes()),
            None => plain(StatusCode::NOT_FOUND, "nothing was found in a source of that name\n"),
        },
        "events" => events(live, request::parameter(query, "page"), request::parameter(query, "version")),
        _ => plain(StatusCode::NOT_FOUND, "there is no such page\n"),
    }
}

/// Tells a page that is open of every change: to reload, or what was found.
fn events(live: Arc<Live>, page: String, version: String) -> Response {
    let mut ticks = live.ticks.subscribe();
    ticks.mark_changed();
    let told = stream::unfold((live, ticks, page, version), |(live, mut ticks, page, version)| async move {
        ticks.changed().await.ok()?;
        let event = event(&live, &live.now(), &page, &version);
        Some((Ok::<_, Infallible>(event), (live, ticks, page, version)))
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// What to tell a page.
fn event(live: &Live, now: &Now, page: &str, version: &str) -> Event {
    // The server names the file, whatever the path was by which it was asked for; one that is not there keeps its path.
    let is_other = now.site.as_ref().is_some_and(|site| match site.find(page) {
        Found::File(file) => site.version(&file) != version,
        Found::Folder(_) => true,
        Found::Nothing => version != site.version(page),
    });
    // An event without data is none (HTML, §9.2.6).
    if is_other {
        Event::default().event("reload").data("now")
    } else {
        Event::default().event("status").data(now.status.told(page, live.editor.as_ref()))
    }
}

/// An answer of that type.
fn bytes(status: StatusCode, content_type: &'static str, content: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, content_type)], Body::from(content)).into_response()
}

/// A line of text.
fn plain(status: StatusCode, text: &'static str) -> Response {
    bytes(status, types::of(".txt"), text.into())
}
