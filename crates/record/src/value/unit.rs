//! Units as people write them. A source writes UCUM (<https://ucum.org>), or what its own screens
//! show, or something between; a person reads a usual sign or a word of their language.

/// A unit as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The usual sign, the same in every language: `mg/dL`. Also what the source wrote, where we do
    /// not know it.
    Sign(String),
    /// A word of the catalog that depends on the number (`1 tablet`, `2 tablets`): message id.
    Word(&'static str),
}

impl Unit {
    /// Reads a unit; `None` where the text says that there is none, or nothing that a person could
    /// read (`1`, `{#}`, `NA`).
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match known(text) {
            Some(("", _)) => None,
            Some((shown, _)) => Some(Self::of_table(shown)),
            None => match annotation(text) {
                Some("") => None,
                Some(words) => Some(Self::Sign(words.to_owned())),
                None if text.is_empty() => None,
                None => Some(Self::Sign(thousands(text).unwrap_or_else(|| text.to_owned()))),
            },
        }
    }

    /// Whether the text is a unit that we know.
    pub fn is_known(text: &str) -> bool {
        known(text.trim()).is_some() || thousands(text.trim()).is_some()
    }

    /// The sign, where it is one.
    pub fn sign(&self) -> Option<&str> {
        match self {
            Self::Sign(sign) => Some(sign),
            Self::Word(_) => None,
        }
    }

    /// How many decimals a measurement in this unit bears at most; `None` where we do not know, and
    /// for the units of doses, which are never rounded.
    pub fn decimals(&self) -> Option<usize> {
        let shown = match self {
            Self::Sign(sign) => sign.as_str(),
            Self::Word(id) => id,
        };
        TABLE.iter().find(|row| row.0 == shown)?.1
    }

    fn of_table(shown: &'static str) -> Self {
        if shown.starts_with("unit-") { Self::Word(shown) } else { Self::Sign(shown.to_owned()) }
    }
}

type UnitRow = (&'static str, Option<usize>, &'static [&'static str]);

fn known(text: &str) -> Option<(&'static str, Option<usize>)> {
    // Case tells milli from mega; where the letters do not match exactly, nobody means megagrams.
    let exact = |row: &&UnitRow| row.0 == text || row.2.contains(&text);
    let loose = |row: &&UnitRow| {
        row.0.eq_ignore_ascii_case(text) || row.2.iter().any(|one| one.eq_ignore_ascii_case(text))
    };
    let row = TABLE.iter().find(exact).or_else(|| TABLE.iter().find(loose));
    row.map(|row| (row.0, row.1)).or_else(|| dose_form(text).map(|word| (word, None)))
}

/// UCUM's annotations keep their words: `{beats}`.
fn annotation(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    let is_count = ["#", "number", "count", "nominal", "ratio", "T-score", "Z-score"];
    Some(if is_count.iter().any(|one| one.eq_ignore_ascii_case(inner)) { "" } else { inner })
}

/// Thousands and millions of cells, in any of the ways in which laboratories write powers of ten:
/// `10*3/uL`, `10^3/ul`, `10+3/ul`, `x10E3/uL`, `10X9cells/L`, `X10(3)/uL`.
fn thousands(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase().replace(' ', "");
    let rest = lower.strip_prefix('x').unwrap_or(&lower).strip_prefix("10")?;
    let rest = rest.strip_prefix(['*', '^', '+', 'e', 'x', '('])?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (power, rest) = rest.split_at_checked(digits)?;
    let per = rest.trim_start_matches(')').trim_start_matches("cells").strip_prefix('/')?;
    let per = match per {
        "ul" | "µl" | "mcl" => "µL",
        "mm3" | "mm³" => "mm³",
        "ml" => "mL",
        "l" => "L",
        _ => return None,
    };
    let raised: String = power.chars().filter_map(superscript).collect();
    (!raised.is_empty()).then(|| format!("10{raised}/{per}"))
}

fn superscript(digit: char) -> Option<char> {
    let place = usize::try_from(digit.to_digit(10)?).ok()?;
    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'].get(place).copied()
}

/// Dose forms as pharmacies list them: "TABLET, EXTENDED RELEASE", "Capsule, Delayed Release
/// Pellets", "tab(s)".
fn dose_form(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| *word != "s");
    let form = words.find(|word| !word.is_empty())?;
    let is_tablet = matches!(form, "tablet" | "tablets" | "tab" | "tabs");
    let is_capsule = matches!(form, "capsule" | "capsules" | "cap" | "caps");
    if !is_tablet && !is_capsule {
        return None;
    }
    let rest = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // A form with more to it than we know keeps the words of its source.
    let row = DOSE_FORMS.iter().find(|(kind, _, _)| *kind == rest)?;
    Some(if is_tablet { row.1 } else { row.2 })
}

/// What stands behind the comma, and the words for a tablet and a capsule of that kind.
const DOSE_FORMS: &[(&str, &str, &str)] = &[
    ("", "unit-tablet", "unit-capsule"),
    ("oral", "unit-tablet", "unit-capsule"),
    ("extended release", "unit-tablet-extended", "unit-capsule-extended"),
    ("extended release 24 hr", "unit-tablet-extended", "unit-capsule-extended"),
    ("extended release 12 hr", "unit-tablet-extended", "unit-capsule-extended"),
    ("film coated extended release", "unit-tablet-extended", "unit-capsule-extended"),
    ("coated pellets", "unit-tablet", "unit-capsule"),
    ("delayed release", "unit-tablet-delayed", "unit-capsule-delayed"),
    ("delayed release pellets", "unit-tablet-delayed", "unit-capsule-delayed"),
    ("film coated", "unit-tablet-coated", "unit-capsule"),
    ("coated", "unit-tablet-coated", "unit-capsule"),
    ("chewable", "unit-tablet-chewable", "unit-capsule"),
    ("orally disintegrating", "unit-tablet-dissolving", "unit-capsule"),
    ("soluble", "unit-tablet-soluble", "unit-capsule"),
    ("liquid filled", "unit-tablet", "unit-capsule"),
];

/// What is shown (a sign, or a message id), the decimals it bears, and how sources write it. Nothing
/// is shown for what is no unit.
#[rustfmt::skip]
const TABLE: &[UnitRow] = &[
    ("", None, &[
        "1", "", "NA", "N/A", "{#}", "UCUM_UNIT", "[pH]", "pH", "{INR}", "INR", "ratio", "{ratio}",
        "(calc)", "null", "unknown", "{nominal}", "{T-score}", "{index}", "no units", "none", "-",
    ]),
    // Vital signs
    ("mmHg", Some(0), &["mm[Hg]", "mm Hg", "mm hg", "mm(hg)"]),
    ("kg", Some(1), &["kgs", "kilogram", "kilograms"]),
    ("lb", Some(1), &["[lb_av]", "lbs", "pound", "pounds", "[lb_us]"]),
    ("oz", Some(1), &["[oz_av]", "ounce", "ounces"]),
    ("cm", Some(1), &["centimeter", "centimeters"]),
    ("in", Some(1), &["[in_i]", "[in_us]", "inch", "inches"]),
    ("ft", Some(1), &["[ft_i]", "[ft_us]", "feet", "foot"]),
    ("m", Some(2), &["meter", "meters"]),
    ("mm", Some(1), &[]),
    ("°C", Some(1), &["Cel", "deg C", "degC", "C", "ºC", "Celsius"]),
    ("°F", Some(1), &["[degF]", "deg F", "degF", "F", "ºF", "Fahrenheit"]),
    ("kg/m²", Some(1), &["kg/m2", "kg/m^2", "kg/(m^2)", "kg/m*2"]),
    ("m²", Some(2), &["m2", "m^2"]),
    ("cm²", Some(1), &["cm2", "cm^2"]),
    ("%", Some(1), &["percent", "%{vol}", "{percentile}", "% of total"]),
    // Amounts in blood and urine
    ("mg/dL", Some(2), &["mg/100mL", "mg%"]),
    ("mmol/L", Some(2), &["mmol/l"]),
    ("mmol/mol", Some(0), &[]),
    ("g/dL", Some(1), &["gm/dL", "g/100mL"]),
    ("g/L", Some(1), &[]),
    ("mg/L", Some(2), &[]),
    ("mEq/L", Some(1), &["meq/L"]),
    ("mcg/dL", Some(1), &["ug/dL", "µg/dL", "μg/dL"]),
    ("mcg/mL", Some(2), &["ug/mL", "µg/mL", "μg/mL"]),
    ("mcg/L", Some(1), &["ug/L", "µg/L", "μg/L"]),
    ("ng/mL", Some(2), &[]),
    ("ng/dL", Some(2), &[]),
    ("ng/L", Some(1), &[]),
    ("pg/mL", Some(1), &[]),
    ("µmol/L", Some(1), &["umol/L", "μmol/L", "mcmol/L"]),
    ("nmol/L", Some(1), &[]),
    ("pmol/L", Some(1), &[]),
    ("mg/g", Some(1), &["mg/g{creat}", "mg/g creat"]),
    ("U/L", Some(0), &["[U]/L"]),
    ("kU/L", Some(2), &[]),
    ("IU/L", Some(0), &["[IU]/L", "[iU]/L"]),
    ("IU/mL", Some(1), &["[IU]/mL", "[iU]/mL"]),
    ("mIU/L", Some(2), &["m[IU]/L", "m[iU]/L"]),
    ("mIU/mL", Some(2), &["m[IU]/mL", "m[iU]/mL"]),
    ("µIU/mL", Some(2), &["u[IU]/mL", "uIU/mL", "u[iU]/mL", "mcIU/mL"]),
    ("mL/min", Some(0), &[]),
    ("mL/min/1.73 m²", Some(0), &[
        "mL/min/{1.73_m2}", "mL/min/1.73m2", "mL/min/1.73 m2", "mL/min/1.73 sq M", "mL/min/1.73m²",
        "mL/min/1.73_m2", "mL/min/{1.73m2}",
    ]),
    // Cells
    ("10³/µL", Some(2), &["K/uL", "K/µL", "K/mcL", "thou/uL", "thou/mcL", "thousand/uL", "Thous/mcL", "k/cumm"]),
    ("10⁶/µL", Some(2), &["M/uL", "M/µL", "M/mcL", "mil/uL", "mill/mcL", "million/uL", "Mill/uL"]),
    ("10³/mm³", Some(2), &["K/mm3"]),
    ("10⁶/mm³", Some(2), &["M/mm3"]),
    ("10⁹/L", Some(2), &["G/L"]),
    ("10¹²/L", Some(2), &["T/L"]),
    ("cells/µL", Some(0), &["cells/uL", "{cells}/uL", "cells/mcL", "/uL"]),
    ("fL", Some(1), &["um3", "µm3", "fl"]),
    ("pg", Some(1), &["uug", "µµg"]),
    // Doses: never rounded
    ("mg", None, &["milligram", "milligrams", "milliGRAM(s)", "mgs"]),
    ("mcg", None, &["ug", "µg", "μg", "microgram", "micrograms", "MCG"]),
    ("g", None, &["gm", "gram", "grams", "gms"]),
    ("mL", None, &["milliliter", "milliliters", "cc", "mls"]),
    ("L", None, &["liter", "liters"]),
    ("µL", None, &["uL", "mcL"]),
    ("mEq", None, &["meq"]),
    ("mg/kg", None, &[]),
    ("mg/mL", None, &[]),
    ("mL/h", None, &["mL/hr"]),
    ("L/min", None, &[]),
    ("mg/3 mL", None, &["mg/3ml"]),
    ("fl oz", None, &["[foz_us]"]),
    ("unit-mg-per-puff", None, &["mg/actuat", "mg/{actuat}", "mg/puff"]),
    ("unit-mcg-per-puff", None, &["ug/actuat", "mcg/actuat", "ug/{actuat}", "mcg/puff"]),
    ("unit-international", None, &["[IU]", "[iU]", "IU"]),
    ("unit-unit", None, &["U", "unit", "units", "[USP'U]", "unit(s)", "{unit}", "{units}"]),
    ("unit-puff", None, &["puff", "puffs", "actuat", "{actuat}", "{puff}", "inhalation", "inhalations", "actuation", "{inhalation}"]),
    ("unit-spray", None, &["spray", "sprays", "{spray}"]),
    ("unit-drop", None, &["drop", "drops", "[drp]", "gtt", "gtts", "{drop}"]),
    ("unit-patch", None, &["patch", "patches", "{patch}"]),
    ("unit-suppository", None, &["suppository", "suppositories", "{suppository}"]),
    ("unit-inhaler", None, &["inhaler", "inhalers"]),
    ("unit-cartridge", None, &["cartridge", "cartridges"]),
    ("unit-application", None, &["application", "applications", "{application}", "applicator"]),
    ("unit-packet", None, &["packet", "packets", "{packet}"]),
    ("unit-vial", None, &["vial", "vials", "{vial}"]),
    ("unit-ampule", None, &["ampule", "ampules", "ampoule"]),
    ("unit-lozenge", None, &["lozenge", "lozenges"]),
    ("unit-dose", None, &["dose", "doses", "{dose}", "{doses}"]),
    ("unit-syringe", None, &["syringe", "syringes"]),
    ("unit-tablespoon", None, &["[tbs_us]", "tbsp", "tablespoon", "tablespoons"]),
    ("unit-teaspoon", None, &["[tsp_us]", "tsp", "teaspoon", "teaspoons"]),
    ("unit-tablet", None, &["{tbl}", "{tablet}", "{tablets}", "{tab}"]),
    ("unit-capsule", None, &["{capsule}", "{capsules}", "{cap}"]),
    // Time and counts
    ("unit-year", None, &["a", "y", "yr", "yrs", "year", "years", "{years}", "a_g"]),
    ("unit-month", None, &["mo", "month", "months", "mos"]),
    ("unit-week", None, &["wk", "week", "weeks", "wks"]),
    ("unit-day", None, &["d", "day", "days"]),
    ("unit-hour", None, &["h", "hr", "hrs", "hour", "hours"]),
    ("unit-minute", None, &["min", "mins", "minute", "minutes"]),
    ("unit-second", None, &["s", "sec", "second", "seconds"]),
    ("ms", Some(0), &["msec"]),
    ("unit-per-minute", Some(0), &[
        "/min", "{beats}/min", "beats/min", "bpm", "{breaths}/min", "breaths/min", "per minute",
        "{Beats}/min", "breaths per minute", "beats per minute", "min-1", "1/min", "beat/min",
        "breath/min",
    ]),
    ("unit-per-day", None, &["/d", "/day", "per day"]),
    ("unit-per-week", None, &["/wk", "/week", "per week"]),
    ("unit-per-hour", None, &["/h", "/hr", "per hour"]),
    ("unit-point", Some(1), &["{score}", "(score)", "score", "points", "{points}", "pts"]),
    ("unit-pack-year", None, &["{pack-years}", "{PackYears}", "pack-years", "{pack}.a"]),
    ("unit-pack-per-day", None, &["{packs}/d", "{pack}/d", "packs/day", "ppd", "{PPD}"]),
    ("/HPF", None, &["/[HPF]", "/hpf", "per hpf"]),
    ("/LPF", None, &["/[LPF]", "/lpf"]),
    ("IU", None, &[]),
    ("mg alb/g creat", Some(1), &["mgAlb/gCre"]),
];

#[cfg(test)]
mod tests;
