//! Data types: times, quantities, ids, names, addresses, telephone numbers.
//!
//! Standard: CDA R2 data types; C-CDA R2.1 US Realm Address, Patient Name, Date and Time.

use std::borrow::Cow;

use bluebutton_record::json::Value;
use bluebutton_record::view;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::codes::{Coded, oid};
use super::xml::Xml;
use crate::read::ccda::WITHOUT_OFFSET;

/// The root of ids that are this program's own: a resource's id is its extension, and begins with
/// the patient's key, so it is unique wherever it goes.
pub(super) const OWN_ROOT: &str = "5C3A4E2E-6F0B-4D7A-9E53-2F8B1D6C7A90";

/// The FHIR date at a path, as its source told it: a time that came without an offset (and was read as
/// one of the site's clocks) without one.
pub(super) fn told<'t>(value: Value<'t>, path: &[&str]) -> Option<Cow<'t, str>> {
    let text = value.text_at(path)?;
    let (name, above) = path.split_last()?;
    let beside = value.at(above)?.get(&format!("_{name}"));
    let is_bare = beside.is_some_and(|beside| {
        let mut extensions = beside.each("extension");
        extensions.any(|one| one.get("url").is_some_and(|url| url.is(WITHOUT_OFFSET)))
    });
    let clock_at = text.find('T').filter(|_| is_bare);
    let offset_at = clock_at.and_then(|at| Some(at + text.get(at..)?.find(['Z', '+', '-'])?));
    Some(match offset_at {
        Some(at) => Cow::Owned(text.get(..at)?.to_owned()),
        None => text,
    })
}

/// A FHIR date or dateTime as TS: `20140819011646-0400`. `None` if it is none.
pub(super) fn time(text: &str) -> Option<String> {
    let (day, clock) = text.split_once('T').unwrap_or((text, ""));
    let mut out: String = day.chars().filter(|letter| *letter != '-').collect();
    let well_formed = matches!(out.len(), 4 | 6 | 8) && out.bytes().all(|b| b.is_ascii_digit());
    if !well_formed {
        return None;
    }
    let zone_at = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at_checked(zone_at)?;
    let clock = clock.split('.').next().unwrap_or_default();
    let digits: String = clock.chars().filter(char::is_ascii_digit).collect();
    if out.len() == 8 && matches!(digits.len(), 4 | 6) {
        out.push_str(&digits);
        // US Realm Date and Time: with minutes comes the zone, where its source told one.
        let sign = zone.get(..1).filter(|sign| matches!(*sign, "+" | "-"));
        let offset: String = zone.chars().filter(char::is_ascii_digit).collect();
        match sign.filter(|_| offset.len() == 4) {
            Some(sign) => out.extend([sign, &offset]),
            None if zone == "Z" => out.push_str("+0000"),
            None => {}
        }
    }
    Some(out)
}

/// Microseconds since 1970 as TS.
pub(super) fn moment(micros: i64) -> String {
    let moment = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    time(&format!("{civil:.0}Z")).unwrap_or_else(|| "19700101".to_owned())
}

/// A point in time, or that it is not known.
pub(super) fn point(xml: &mut Xml, tag: &str, text: Option<&str>) {
    match text.and_then(time) {
        Some(time) => xml.empty(tag, &[("value", &time)]),
        None => xml.empty(tag, &[("nullFlavor", "UNK")]),
    }
}

/// Whether an interval has an upper end.
pub(super) enum High<'a> {
    /// It goes on.
    None,
    /// It is over, at this time if that is known.
    At(Option<&'a str>),
}

/// An interval of time.
pub(super) fn interval(xml: &mut Xml, tag: &str, low: Option<&str>, high: High<'_>) {
    interval_typed(xml, tag, &[], low, high);
}

/// An interval of time where the schema wants its type said.
pub(super) fn interval_typed(
    xml: &mut Xml,
    tag: &str,
    attributes: &[(&str, &str)],
    low: Option<&str>,
    high: High<'_>,
) {
    xml.element(tag, attributes, |xml| {
        point(xml, "low", low);
        if let High::At(high) = high {
            point(xml, "high", high);
        }
    });
}

/// A Period's start and end as low and high; no end is no high.
pub(super) fn period(xml: &mut Xml, tag: &str, period: Option<Value<'_>>) {
    let text = |name| told(period?, &[name]);
    let (start, end) = (text("start"), text("end"));
    let high = if end.is_some() { High::At(end.as_deref()) } else { High::None };
    interval(xml, tag, start.as_deref(), high);
}

/// A Quantity as PQ attributes: number and unit, if CDA can say them.
pub(super) fn physical(quantity: Value<'_>) -> Option<(String, String)> {
    let number = quantity.get("value")?.as_number()?;
    // CDA's decimals have no exponent.
    let number =
        if number.contains(['e', 'E']) { plain_decimal(number)? } else { number.to_owned() };
    let code = quantity.text_at(&["code"]).or_else(|| quantity.text_at(&["unit"]));
    let unit = code.map_or_else(|| "1".to_owned(), |unit| unit.trim().to_owned());
    let fits = !unit.is_empty() && !unit.chars().any(char::is_whitespace);
    fits.then_some((number, unit))
}

fn plain_decimal(number: &str) -> Option<String> {
    let value: f64 = number.parse().ok()?;
    (value.is_finite() && value.abs() < 1e15).then(|| value.to_string())
}

/// A `value` of an observation. `fallback` is what a person would read.
pub(super) fn value(xml: &mut Xml, observation: Value<'_>, fallback: Option<&str>, words_at: &str) {
    if let Some(concept) = observation.get("valueCodeableConcept")
        && concept.get("coding").is_some()
    {
        return Coded::code(words_at).value().write(xml, Some(concept));
    }
    if let Some(quantity) = observation.get("valueQuantity")
        && let Some((number, unit)) = physical(quantity)
    {
        return quantity_value(xml, quantity, &number, &unit);
    }
    if let Some(number) = observation.get("valueInteger").and_then(Value::as_number) {
        return xml.empty("value", &[("xsi:type", "INT"), ("value", number)]);
    }
    if let Some(moment) = told(observation, &["valueDateTime"]).and_then(|text| time(&text)) {
        return xml.empty("value", &[("xsi:type", "TS"), ("value", &moment)]);
    }
    let string = observation.text_at(&["valueString"]);
    match string.as_deref().or(fallback).filter(|text| !text.trim().is_empty()) {
        Some(text) => xml.leaf("value", &[("xsi:type", "ST")], text),
        None => xml.empty("value", &[("xsi:type", "CD"), ("nullFlavor", "UNK")]),
    }
}

/// A number with its unit; "less than 5" is an interval that ends at 5.
pub(super) fn quantity_value(xml: &mut Xml, quantity: Value<'_>, number: &str, unit: &str) {
    let comparator = quantity.text_at(&["comparator"]).unwrap_or_default();
    let (tag, inclusive) = match &*comparator {
        "<" => ("high", "false"),
        "<=" => ("high", "true"),
        ">" => ("low", "false"),
        ">=" => ("low", "true"),
        _ => {
            let attributes = [("xsi:type", "PQ"), ("value", number), ("unit", unit)];
            return xml.empty("value", &attributes);
        }
    };
    xml.element("value", &[("xsi:type", "IVL_PQ")], |xml| {
        xml.empty(tag, &[("value", number), ("unit", unit), ("inclusive", inclusive)]);
    });
}

/// The ids of a resource: the source's own first, so that a reader who knows them recognizes the thing, then
/// this program's.
pub(super) fn ids(xml: &mut Xml, resource: Value<'_>) {
    for identifier in resource.each("identifier") {
        let text = |name: &str| identifier.text_at(&[name]).filter(|text| !text.is_empty());
        let (system, value) = (text("system"), text("value"));
        match (system.as_deref(), value.as_deref()) {
            // RFC 3986 as a system: the value itself is the OID or UUID.
            (Some("urn:ietf:rfc:3986"), Some(value)) => {
                if let Some(root) = root_of(value) {
                    xml.empty("id", &[("root", root)]);
                }
            }
            (Some(system), Some(value)) => identifier_id(xml, system, value),
            _ => {}
        }
    }
    if let Some(id) = resource.text_at(&["id"]).filter(|id| !id.is_empty()) {
        xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
    }
}

fn identifier_id(xml: &mut Xml, system: &str, value: &str) {
    let root = oid(system);
    let mut attributes = vec![("root", &*root), ("extension", value)];
    if !super::codes::is_known(system) {
        attributes.push(("assigningAuthorityName", system));
    }
    xml.empty("id", &attributes);
}

fn root_of(value: &str) -> Option<&str> {
    let is_uuid = |text: &&str| {
        let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        lengths == [8, 4, 4, 4, 12] && text.split('-').all(hex)
    };
    let is_oid = |text: &&str| &*oid(value) == *text;
    value
        .strip_prefix("urn:uuid:")
        .filter(is_uuid)
        .or_else(|| value.strip_prefix("urn:oid:").filter(is_oid))
}

/// The names of a person as PN. The first is the one in use.
pub(super) fn names(xml: &mut Xml, resource: Value<'_>) {
    let first = view::names_by_use(resource).into_iter().next();
    let rest = resource.each("name").filter(|name| Some(name.span()) != first.map(Value::span));
    let mut written = false;
    for name in first.into_iter().chain(rest) {
        let attributes: &[(&str, &str)] = match name.text_at(&["use"]).as_deref() {
            Some("nickname" | "anonymous") => &[("use", "P")],
            Some("maiden" | "old") => &[("use", "SRCH")],
            _ => &[("use", "L")],
        };
        let has_parts = name.get("family").is_some() && name.get("given").is_some();
        if !written || has_parts {
            xml.element("name", attributes, |xml| name_parts(xml, name));
        }
        written = true;
    }
    if !written {
        xml.element("name", &[], |xml| {
            xml.empty("given", &[("nullFlavor", "UNK")]);
            xml.empty("family", &[("nullFlavor", "UNK")]);
        });
    }
}

fn name_parts(xml: &mut Xml, name: Value<'_>) {
    for (member, tag) in
        [("prefix", "prefix"), ("given", "given"), ("family", "family"), ("suffix", "suffix")]
    {
        let parts: Vec<_> = name.each(member).filter_map(Value::as_str).collect();
        for part in parts.iter().filter(|part| !part.trim().is_empty()) {
            xml.leaf(tag, &[], part);
        }
        if parts.is_empty() && matches!(tag, "given" | "family") {
            xml.empty(tag, &[("nullFlavor", "UNK")]);
        }
    }
}

/// Addresses; one that says it is not known where there is none.
pub(super) fn addresses(xml: &mut Xml, resource: Value<'_>) {
    let mut written = false;
    for address in resource.each("address") {
        let place = match address.text_at(&["use"]).as_deref() {
            Some("work") => "WP",
            Some("temp") => "TMP",
            _ => "HP",
        };
        xml.element("addr", &[("use", place)], |xml| address_parts(xml, Some(address)));
        written = true;
    }
    if !written {
        xml.element("addr", &[], |xml| address_parts(xml, None));
    }
}

fn address_parts(xml: &mut Xml, address: Option<Value<'_>>) {
    let lines: Vec<_> = address
        .into_iter()
        .flat_map(|address| address.each("line"))
        .filter_map(Value::as_str)
        .collect();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        xml.leaf("streetAddressLine", &[], line);
    }
    if lines.iter().all(|line| line.trim().is_empty()) {
        xml.empty("streetAddressLine", &[("nullFlavor", "UNK")]);
    }
    for (member, tag) in
        [("city", "city"), ("state", "state"), ("postalCode", "postalCode"), ("country", "country")]
    {
        let text = address.and_then(|address| address.text_at(&[member]));
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) => xml.leaf(tag, &[], &text),
            None => xml.empty(tag, &[("nullFlavor", "UNK")]),
        }
    }
}

/// Telephone numbers, e-mail and web addresses; one that is not known where there is none.
pub(super) fn telecoms(xml: &mut Xml, resource: Value<'_>) {
    let mut written = false;
    for telecom in resource.each("telecom") {
        let Some(value) = telecom.text_at(&["value"]).filter(|value| !value.trim().is_empty())
        else {
            continue;
        };
        let scheme = match telecom.text_at(&["system"]).as_deref() {
            Some("email") => "mailto:",
            Some("fax") => "fax:",
            Some("url") => "",
            Some("sms") => "sms:",
            _ => "tel:",
        };
        let place = match telecom.text_at(&["use"]).as_deref() {
            Some("work") => "WP",
            Some("mobile") => "MC",
            _ => "HP",
        };
        telecom_of(xml, scheme, &value, &[("use", place)]);
        written = true;
    }
    if !written {
        xml.empty("telecom", &[("nullFlavor", "UNK")]);
    }
}

/// One telecom as a URL.
pub(super) fn telecom_of(xml: &mut Xml, scheme: &str, value: &str, attributes: &[(&str, &str)]) {
    let bare: String = value.trim().chars().filter(|letter| !letter.is_whitespace()).collect();
    let url = if bare.starts_with(scheme) { bare } else { format!("{scheme}{bare}") };
    let mut all = attributes.to_vec();
    all.push(("value", &url));
    xml.empty("telecom", &all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::json::Document;
    use proptest::prelude::*;

    #[test]
    fn times_keep_their_precision_and_zone() {
        for (fhir, cda) in [
            ("2014", "2014"),
            ("2014-08", "201408"),
            ("2014-08-19", "20140819"),
            ("2014-08-19T01:16:46-04:00", "20140819011646-0400"),
            ("2014-08-19T01:16:46.123Z", "20140819011646+0000"),
            ("2014-08-19T01:16", "201408190116"),
            ("2014-08-19T01:16:46.5", "20140819011646"),
        ] {
            assert_eq!(time(fhir).as_deref(), Some(cda));
        }
        assert_eq!(time("yesterday"), None);
        assert_eq!(moment(1_764_000_000_123_456), "20251124160000+0000");
    }

    #[test]
    fn a_time_that_came_without_an_offset_goes_out_without_one() {
        let extension =
            format!(r#"{{"extension":[{{"url":"{WITHOUT_OFFSET}","valueString":"x"}}]}}"#);
        let json = format!(
            r#"{{"authoredOn":"2014-08-19T01:16:46-04:00","_authoredOn":{extension},
            "period":{{"start":"2014-08-19T01:16:46Z","_start":{extension},
            "end":"2014-08-19T01:16:46-04:00"}}}}"#
        );
        let document = Document::parse(&json).unwrap();
        let root = document.root();
        assert_eq!(told(root, &["authoredOn"]).as_deref(), Some("2014-08-19T01:16:46"));
        assert_eq!(told(root, &["period", "start"]).as_deref(), Some("2014-08-19T01:16:46"));
        assert_eq!(told(root, &["period", "end"]).as_deref(), Some("2014-08-19T01:16:46-04:00"));
        assert_eq!(told(root, &["issued"]), None);
    }

    #[test]
    fn a_unit_that_is_no_code_is_no_physical_quantity() {
        let quantity = |text: &'static str| {
            let document = Document::parse(text).unwrap();
            physical(document.root())
        };
        let whole = Some(("72.50".to_owned(), "mg/dL".to_owned()));
        assert_eq!(quantity(r#"{"value":72.50,"code":"mg/dL"}"#), whole);
        assert_eq!(quantity(r#"{"value":2,"unit":"tablets a day"}"#), None);
        assert_eq!(quantity(r#"{"value":1.0E+2,"unit":"m"}"#), Some(("100".into(), "m".into())));
    }

    proptest! {
        #[test]
        fn no_text_is_a_wrong_time(text in ".{0,30}") {
            if let Some(time) = time(&text) {
                prop_assert!(time.bytes().all(|byte| byte.is_ascii() && byte > b' '));
            }
        }
    }
}
