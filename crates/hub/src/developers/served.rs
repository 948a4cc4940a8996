//! What the hub answers to programs: one list, from which the reference and its OpenAPI form are made. A test
//! asks each address and holds the answer against the list.

use bluebutton_web::Frame;
use serde_json::{Map, Value, json};

/// Something that programs ask for.
#[derive(Debug)]
pub struct Served {
    /// Its path; parts in braces are chosen by the caller.
    pub path: &'static str,
    /// The same for a real thing of the demo.
    pub example: &'static str,
    /// What comes back.
    pub media_type: &'static str,
    /// The standard it follows; empty where the reference says all.
    pub standard: &'static str,
    /// The end of the message that says what it is: `served-…`.
    pub name: &'static str,
    /// Whether a page on another site may read it (CORS).
    pub for_browsers: bool,
    /// Whether it has an ETag, and answers 304 where nothing changed.
    pub has_etag: bool,
    /// Whether it is the portal that answers: there only where one stands beside.
    pub of_portal: bool,
}

/// All of it.
pub static SERVED: [Served; 14] = [
    Served {
        path: "/open-data/organizations.json",
        example: "/open-data/organizations.json",
        media_type: "application/json",
        standard: "",
        name: "organizations-json",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/open-data/organizations.csv",
        example: "/open-data/organizations.csv",
        media_type: "text/csv",
        standard: "RFC 4180",
        name: "organizations-csv",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/open-data/checks.csv",
        example: "/open-data/checks.csv",
        media_type: "text/csv",
        standard: "RFC 4180",
        name: "checks-csv",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/open-data/brands.json",
        example: "/open-data/brands.json",
        media_type: "application/fhir+json",
        standard: "FHIR R4, SMART user-access brands",
        name: "brands",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/open-data/changes.atom",
        example: "/open-data/changes.atom",
        media_type: "application/atom+xml",
        standard: "RFC 4287",
        name: "changes-atom",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/open-data/changes.json",
        example: "/open-data/changes.json",
        media_type: "application/feed+json",
        standard: "JSON Feed 1.1",
        name: "changes-json",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/community/feed.atom",
        example: "/community/feed.atom",
        media_type: "application/atom+xml",
        standard: "RFC 4287",
        name: "news-atom",
        for_browsers: false,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/community/feed.json",
        example: "/community/feed.json",
        media_type: "application/feed+json",
        standard: "JSON Feed 1.1",
        name: "news-json",
        for_browsers: false,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/community/calendar.ics",
        example: "/community/calendar.ics",
        media_type: "text/calendar",
        standard: "RFC 5545",
        name: "calendar",
        for_browsers: false,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/community/events/{id}/event.ics",
        example: "/community/events/how-we-give-teens-their-record/event.ics",
        media_type: "text/calendar",
        standard: "RFC 5545",
        name: "event",
        for_browsers: false,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/members/{id}/badge.svg",
        example: "/members/lakeside-hospital/badge.svg",
        media_type: "image/svg+xml",
        standard: "SVG 1.1",
        name: "badge",
        for_browsers: true,
        has_etag: true,
        of_portal: false,
    },
    Served {
        path: "/members/{id}/certificate/{pledge}",
        example: "/members/lakeside-hospital/certificate/blue-button",
        media_type: "application/pdf",
        standard: "PDF",
        name: "certificate",
        for_browsers: false,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/developers/openapi.json",
        example: "/developers/openapi.json",
        media_type: "application/json",
        standard: "OpenAPI 3.1",
        name: "openapi",
        for_browsers: true,
        has_etag: false,
        of_portal: false,
    },
    Served {
        path: "/.well-known/blue-button",
        example: "/.well-known/blue-button",
        media_type: "application/json",
        standard: "",
        name: "well-known",
        for_browsers: true,
        has_etag: false,
        of_portal: true,
    },
];

impl Served {
    /// The parts of the path that the caller chooses.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }
}

/// What is served here: with what a portal beside answers, or without.
pub(super) fn here(beside_portal: bool) -> impl Iterator<Item = &'static Served> {
    SERVED.iter().filter(move |one| beside_portal || !one.of_portal)
}

/// The list as OpenAPI 3.1, in the language of the page.
pub(super) fn openapi((address, beside_portal): (&str, bool), frame: &Frame) -> Value {
    let mut paths = Map::new();
    for one in here(beside_portal) {
        let parameter = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let mut answers = Map::new();
        let media = json!({ one.media_type: {} });
        answers.insert("200".to_owned(), json!({ "description": "OK", "content": media }));
        if one.has_etag {
            answers.insert("304".to_owned(), json!({ "description": "Not Modified" }));
        }
        if one.parameters().next().is_some() {
            answers.insert("404".to_owned(), json!({ "description": "Not Found" }));
        }
        let parameters: Vec<Value> = one.parameters().map(parameter).collect();
        let get = json!({
            "operationId": one.name, "summary": frame.t(&format!("served-{}", one.name)),
            "parameters": parameters, "responses": answers,
        });
        paths.insert(one.path.to_owned(), json!({ "get": get }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": frame.t("hub-name"), "version": env!("CARGO_PKG_VERSION"),
            "description": frame.t("no-endorsement"),
            "license": { "name": "CC0 1.0", "identifier": "CC0-1.0" },
        },
        "servers": [{ "url": address }],
        "paths": paths,
    })
}
