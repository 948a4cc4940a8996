//! By what an organization of a list is known again.

use bluebutton_record::fold::fold;

use super::data::Org;

/// By what an organization is known: its web host together with its name (a system of many hospitals shares
/// one host), or its name and place.
pub(super) fn keys_of(org: &Org) -> Vec<String> {
    let name: String = fold(&org.name).chars().filter(char::is_ascii_alphanumeric).collect();
    let mut keys = Vec::new();
    let host = url::Url::parse(&org.url).ok();
    let host = host.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    if !host.is_empty() {
        keys.push(format!("host {host} {name}"));
    }
    if !org.zip.is_empty() {
        keys.push(format!("zip {} {name}", org.zip.get(..5).unwrap_or(&org.zip)));
    }
    if !org.city.is_empty() {
        keys.push(format!("city {} {} {name}", fold(&org.city), org.region));
    }
    if keys.is_empty() {
        keys.push(format!("name {name}"));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organization_has_one_key_in_common_and_two_have_none() {
        let org = |name: &str, url: &str, zip: &str| Org {
            name: name.to_owned(),
            url: url.to_owned(),
            zip: zip.to_owned(),
            ..Org::default()
        };
        let lakeside = keys_of(&org("Lakeside Hospital", "https://www.lakeside.example/", ""));
        let same = keys_of(&org("LAKESIDE HOSPITAL.", "https://lakeside.example/x", "92503"));
        let other = keys_of(&org("Lakeside Clinic", "https://lakeside.example/", "92503"));
        assert!(lakeside.iter().any(|key| same.contains(key)));
        assert!(!other.iter().any(|key| same.contains(key) || lakeside.contains(key)));
    }
}
