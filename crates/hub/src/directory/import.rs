//! Lists of others into the directory: CSV, and bundles of user-access brands. Whoever is there already is
//! found by web address, or by name and place, and not listed twice.
//!
//! Standards: RFC 4180 (CSV); SMART App Launch 2.2, user-access brands.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bluebutton_record::fold::fold;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use jiff::civil::Date;
use serde_json::Value;

use super::data::{self, Org};
use super::index::region_of;
use super::known_by::keys_of;
use super::{Gives, KINDS};
use crate::callers::secret;
use crate::limits::{IMPORT_BYTES_MAX, IMPORT_LINES_MAX, NAME_CHARS_MAX};
use crate::probe::check_typed_address;
use crate::probe::round::Addresses;
use crate::probe::stored;
use crate::services::Services;
use crate::staff::slug;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New in the directory.
    pub added: usize,
    /// There already: what the list knows more was added to it.
    pub known: usize,
    /// Lines that could not be taken: number and why.
    pub refused: Vec<(usize, String)>,
}

/// An organization of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Listed {
    org: Org,
    fhir: String,
}

/// Organizations written in one transaction.
const AT_ONCE: usize = 500;

/// Takes a list in. `source` is what the directory says where it is from.
pub async fn take(services: &Services, source: &str, bytes: &[u8]) -> Result<Imported, String> {
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(format!("the list is larger than {IMPORT_BYTES_MAX} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "the list is no UTF-8 text".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let mut outcome = Imported::default();
    let listed =
        if text.trim_start().starts_with('{') { bundle(text)? } else { csv(text, &mut outcome)? };
    let failed = |error: StoreError| format!("the directory could not be written: {error}");
    let mut known = known(services).await.map_err(failed)?;
    let now = services.hub.now();
    let day = now.to_zoned(services.site.zone.clone()).date();
    let (today, moment) = (day.to_string(), (day, now.as_microsecond()));
    let mut ready = Vec::new();
    for mut one in listed {
        let keys = keys_of(&one.org);
        if let Some(id) = keys.iter().find_map(|key| known.get(key)) {
            outcome.known += 1;
            one.org.id.clone_from(id);
        } else {
            outcome.added += 1;
            one.org.id = free_id(&mut known, &one.org.name);
        }
        for key in keys {
            known.entry(key).or_insert_with(|| one.org.id.clone());
        }
        source.clone_into(&mut one.org.origin);
        today.clone_into(&mut one.org.since);
        one.org.updated_at = now.as_microsecond();
        ready.push(one);
    }
    for some in ready.chunks(AT_ONCE) {
        let (some, random) = (some.to_vec(), secret(services));
        let work = move |tx: &mut HubTx<'_, '_>| {
            some.iter().try_for_each(|one| put(tx, one, (&random, moment)))
        };
        services.hub.write("import a list of organizations", work).await.map_err(failed)?;
    }
    Ok(outcome)
}

/// Adds one, or what it knows more to the one that is there: what a member says of itself stays.
fn put(
    tx: &mut HubTx<'_, '_>,
    one: &Listed,
    (random, moment): (&str, (Date, i64)),
) -> Result<(), StoreError> {
    let org = match data::get(tx, &one.org.id)? {
        None => one.org.clone(),
        Some(known) => {
            let or = |known: String, listed: &str| {
                if known.is_empty() { listed.to_owned() } else { known }
            };
            Org {
                street: or(known.street, &one.org.street),
                city: or(known.city, &one.org.city),
                region: or(known.region, &one.org.region),
                zip: or(known.zip, &one.org.zip),
                url: or(known.url, &one.org.url),
                phone: or(known.phone, &one.org.phone),
                gives: Gives(known.gives.0 | one.org.gives.0),
                ..known
            }
        }
    };
    data::put(tx, &org, random)?;
    if one.fhir.is_empty() {
        return Ok(());
    }
    let mut addresses = stored::addresses(tx, &org.id)?;
    if addresses.fhir.is_empty() {
        addresses = Addresses { fhir: one.fhir.clone(), ..addresses };
        stored::set_addresses(tx, &org.id, &addresses, moment)?;
    }
    Ok(())
}

/// Who is there already, by each key that proves it, and by id.
async fn known(services: &Services) -> Result<HashMap<String, String>, StoreError> {
    let mut known = HashMap::new();
    let mut last = String::new();
    loop {
        let from = last.clone();
        let work = move |tx: &mut HubTx<'_, '_>| data::after(tx, &from, 1_000);
        let some = services.hub.read("read who is listed", work).await?;
        let Some(end) = some.last() else { return Ok(known) };
        end.id.clone_into(&mut last);
        for org in &some {
            known.insert(format!("id {}", org.id), org.id.clone());
            for key in keys_of(org) {
                known.entry(key).or_insert_with(|| org.id.clone());
            }
        }
    }
}

fn free_id(known: &mut HashMap<String, String>, name: &str) -> String {
    let base = slug(name);
    let mut number = 1_usize;
    loop {
        let id = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        if let Entry::Vacant(free) = known.entry(format!("id {id}")) {
            free.insert(id.clone());
            return id;
        }
        number += 1;
    }
}

/// The organizations of a bundle of brands.
fn bundle(text: &str) -> Result<Vec<Listed>, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("the bundle is no JSON: {error}"))?;
    let entries = value.get("entry").and_then(Value::as_array).ok_or("this is no Bundle")?;
    let mut endpoints = HashMap::new();
    for entry in entries {
        let Some(one) = entry.get("resource") else { continue };
        if one.get("resourceType").and_then(Value::as_str) == Some("Endpoint") {
            let address = one.get("address").and_then(Value::as_str).unwrap_or_default();
            let id = one.get("id").and_then(Value::as_str).unwrap_or_default();
            let full = entry.get("fullUrl").and_then(Value::as_str).unwrap_or_default();
            endpoints.insert(format!("Endpoint/{id}"), address);
            endpoints.insert(full.to_owned(), address);
        }
    }
    let resources = entries.iter().filter_map(|entry| entry.get("resource"));
    let organizations = resources
        .filter(|one| one.get("resourceType").and_then(Value::as_str) == Some("Organization"));
    let found: Vec<Listed> = organizations
        .filter_map(|one| organization(one, &endpoints))
        .take(IMPORT_LINES_MAX)
        .collect();
    Ok(found)
}

fn organization(one: &Value, endpoints: &HashMap<String, &str>) -> Option<Listed> {
    let text =
        |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let name: String = text(one.get("name")).chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() {
        return None;
    }
    let telecom = |system: &str| {
        let all = one.get("telecom")?.as_array()?;
        let is_it = |t: &&Value| t.get("system").and_then(Value::as_str) == Some(system);
        all.iter().find(is_it)?.get("value")?.as_str().map(str::to_owned)
    };
    let codes = one.get("type").and_then(Value::as_array).into_iter().flatten();
    let codes = codes.filter_map(|kind| kind.get("coding")?.as_array()).flatten();
    let code = codes.filter_map(|coding| coding.get("code")?.as_str()).find_map(kind_of);
    let address = one.get("address").and_then(|all| all.get(0));
    let part = |name: &str| text(address.and_then(|one| one.get(name)));
    let street = address.and_then(|one| one.get("line")).and_then(|lines| lines.get(0));
    let endpoint = one.get("endpoint").and_then(|all| all.get(0));
    let reference = text(endpoint.and_then(|one| one.get("reference")));
    let fhir = endpoints.get(&reference).copied().unwrap_or_default();
    let fhir = check_typed_address(fhir).unwrap_or_default();
    let gives = if fhir.is_empty() { Gives::default() } else { Gives::of(["apps"]) };
    let org = Org {
        name,
        kind: code.unwrap_or("provider").to_owned(),
        street: text(street),
        city: part("city"),
        region: region_of(&part("state")).to_owned(),
        zip: part("postalCode"),
        url: telecom("url").and_then(|url| check_typed_address(&url)).unwrap_or_default(),
        phone: telecom("phone").unwrap_or_default(),
        gives,
        ..Org::default()
    };
    Some(Listed { org, fhir })
}

/// Our kind for the categories of brands, and for the words of the old Connector.
fn kind_of(code: &str) -> Option<&'static str> {
    if let Some(kind) = KINDS.iter().find(|kind| **kind == code) {
        return Some(kind);
    }
    Some(match code {
        "clinical" | "prov" => "provider",
        "insurance" | "ins" | "pay" => "payer",
        "lab" | "imaging" => "laboratory",
        "immunization" => "registry",
        "hie" | "aggregator" => "network",
        _ => return None,
    })
}

/// The organizations of a CSV: the first line names its columns.
fn csv(text: &str, outcome: &mut Imported) -> Result<Vec<Listed>, String> {
    let mut lines = rows(text);
    let head: Vec<String> = lines
        .next()
        .ok_or("the list is empty")?
        .iter()
        .map(|name| fold(name.trim()).replace(' ', "_"))
        .collect();
    if !head.iter().any(|name| name == "name" || name == "organization") {
        return Err("the first line must name the columns, and one of them name".to_owned());
    }
    let mut found = Vec::new();
    for (number, row) in (2..).zip(lines.take(IMPORT_LINES_MAX)) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |names: &[&str]| {
            let at = head.iter().position(|name| names.contains(&name.as_str()));
            at.and_then(|at| row.get(at)).map(|cell| cell.trim()).unwrap_or_default()
        };
        match listed(cell) {
            Ok(one) => found.push(one),
            Err(why) => outcome.refused.push((number, why)),
        }
    }
    Ok(found)
}

fn listed<'c>(cell: impl Fn(&[&str]) -> &'c str) -> Result<Listed, String> {
    let name = cell(&["name", "organization"]);
    if name.is_empty() {
        return Err("no name".to_owned());
    }
    let kind = cell(&["kind", "category"]).to_lowercase();
    let kind = kind_of(&kind).ok_or_else(|| format!("no kind {kind:?}"))?;
    let is_yes =
        |word: &str| ["yes", "true", "1", "x"].contains(&cell(&[word]).to_lowercase().as_str());
    let given = [("view", "see"), ("download", "download"), ("transmit", "send"), ("apps", "apps")];
    let gives = given.into_iter().filter(|(column, _)| is_yes(column)).map(|(_, word)| word);
    let url = cell(&["url", "website"]);
    let url = if url.is_empty() {
        String::new()
    } else {
        let typed = url.strip_prefix("http://").unwrap_or(url);
        check_typed_address(typed).ok_or_else(|| "the web address is none".to_owned())?
    };
    let org = Org {
        name: name.chars().take(NAME_CHARS_MAX).collect(),
        kind: kind.to_owned(),
        street: cell(&["street", "address"]).to_owned(),
        city: cell(&["city"]).to_owned(),
        region: region_of(cell(&["region", "state", "states"])).to_owned(),
        zip: cell(&["zip", "postal_code"]).to_owned(),
        url,
        phone: cell(&["phone"]).to_owned(),
        gives: Gives::of(gives),
        ..Org::default()
    };
    let fhir = cell(&["fhir"]);
    let fhir = check_typed_address(fhir).unwrap_or_default();
    Ok(Listed { org, fhir })
}

/// The rows of a CSV: cells in quotes may hold commas, line ends and doubled quotes.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let mut signs = text.chars().peekable();
    std::iter::from_fn(move || {
        signs.peek()?;
        let (mut row, mut cell, mut in_quotes) = (Vec::new(), String::new(), false);
        while let Some(sign) = signs.next() {
            match sign {
                '"' if in_quotes && signs.peek() == Some(&'"') => {
                    cell.push('"');
                    signs.next();
                }
                '"' if in_quotes => in_quotes = false,
                '"' if cell.is_empty() => in_quotes = true,
                ',' if !in_quotes => row.push(std::mem::take(&mut cell)),
                '\n' if !in_quotes => break,
                '\r' if !in_quotes => {}
                sign => cell.push(sign),
            }
        }
        row.push(cell);
        Some(row)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_is_read_with_its_quotes_and_its_faults() {
        let text = "Name,Category,State,Download,URL\r\n\
            \"Lakeside, Hospital \"\"East\"\"\",hospital,California,yes,http://lakeside.example\r\n\
            ,hospital,CA,yes,\n\
            Nowhere,magic,CA,yes,\n\
            Odd,payer,CA,,https://10.0.0.1\n\
            \n\
            Cedar Plan,ins,or,no,";
        let mut outcome = Imported::default();
        let found = csv(text, &mut outcome).unwrap();
        let names: Vec<&str> = found.iter().map(|one| one.org.name.as_str()).collect();
        assert_eq!(names, ["Lakeside, Hospital \"East\"", "Cedar Plan"]);
        assert_eq!((found[0].org.region.as_str(), found[0].org.gives), ("CA", Gives(2)));
        assert_eq!((found[1].org.kind.as_str(), found[1].org.region.as_str()), ("payer", "OR"));
        let lines: Vec<usize> = outcome.refused.iter().map(|(number, _)| *number).collect();
        assert_eq!(lines, [3, 4, 5]);
    }

    #[test]
    fn a_bundle_of_brands_is_read_with_its_endpoints() {
        let text = r#"{"resourceType":"Bundle","type":"collection","entry":[
            {"fullUrl":"https://x.example/Endpoint/e","resource":{"resourceType":"Endpoint","id":"e",
             "address":"https://fhir.lakeside.example/r4"}},
            {"resource":{"resourceType":"Organization","name":"Lakeside Hospital",
             "type":[{"coding":[{"code":"insurance"}]}],
             "telecom":[{"system":"url","value":"https://lakeside.example"}],
             "address":[{"city":"Riverside","state":"California","postalCode":"92503"}],
             "endpoint":[{"reference":"Endpoint/e"}]}},
            {"resource":{"resourceType":"Organization"}}]}"#;
        let found = bundle(text).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].fhir, "https://fhir.lakeside.example/r4");
        let org = &found[0].org;
        assert_eq!((org.kind.as_str(), org.region.as_str(), org.gives.0), ("payer", "CA", 8));
    }
}
