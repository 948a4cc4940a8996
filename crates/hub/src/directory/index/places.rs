//! Places as people type them: a city, a state, a ZIP code.

use bluebutton_record::fold::fold;

use super::Line;

/// Where somebody looks.
#[derive(Default)]
pub(super) struct Place {
    zip: String,
    region: String,
    city: String,
}

impl Place {
    /// "Riverside, CA", "92503", "California", "River".
    pub(super) fn read(typed: &str) -> Self {
        let typed = fold(typed);
        let digits: String = typed.chars().filter(char::is_ascii_digit).take(5).collect();
        if digits.len() >= 3 {
            return Self { zip: digits, ..Self::default() };
        }
        let words = typed.replace([',', '.'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        // The state stands last, in letters or in full: "north dakota" has two words.
        for count in (1..=words.len().min(3)).rev() {
            let split = words.len() - count;
            let (city, state) = words.split_at(split);
            let state = state.join(" ");
            let is_state = |(short, name): &&(&str, &str)| {
                fold(name) == state || (count == 1 && short.eq_ignore_ascii_case(&state))
            };
            if let Some((short, _)) = STATES.iter().find(is_state) {
                // "New York" alone is a city, too: what stands for both narrows nothing wrongly.
                return Self {
                    region: (*short).to_owned(),
                    city: city.join(" "),
                    zip: String::new(),
                };
            }
        }
        Self { city: words.join(" "), ..Self::default() }
    }

    /// How near each city is, by its number; `None` where it is elsewhere. There are far fewer cities than
    /// lines: each is looked at once.
    pub(super) fn cities(&self, cities: &[String]) -> Vec<Option<u32>> {
        cities.iter().map(|city| self.city(city)).collect()
    }

    fn city(&self, city: &str) -> Option<u32> {
        let is_near = || self.city.len() > 4 && strsim::osa_distance(&self.city, city) <= 1;
        match () {
            () if self.city.is_empty() => Some(0),
            () if city == self.city => Some(20),
            () if city.starts_with(&self.city) => Some(10),
            () if is_near() => Some(5),
            () => None,
        }
    }

    /// How near a line is whose city is so near; `None` where it is elsewhere.
    pub(super) fn fits(&self, line: &Line, city: Option<u32>) -> Option<u32> {
        if !self.zip.is_empty() {
            return match () {
                () if line.zip.starts_with(&self.zip) => Some(20),
                // The first three digits are one sorting center: near enough to drive to.
                () if self.zip.len() == 5 && line.zip.get(..3) == self.zip.get(..3) => Some(5),
                () => None,
            };
        }
        if !self.region.is_empty() && line.region != self.region {
            return None;
        }
        city
    }
}

/// States and territories.
const STATES: [(&str, &str); 56] = [
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
    ("AS", "American Samoa"),
    ("GU", "Guam"),
    ("MP", "Northern Mariana Islands"),
    ("PR", "Puerto Rico"),
    ("VI", "Virgin Islands"),
];

/// The short form of a state that was typed in either form; empty for anything else.
pub(crate) fn region_of(typed: &str) -> &'static str {
    let typed = fold(typed.trim());
    let is_it = |(short, name): &&(&str, &str)| fold(short) == typed || fold(name) == typed;
    STATES.iter().find(is_it).map_or("", |(short, _)| short)
}
