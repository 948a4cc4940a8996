//! Tells a UCUM unit (<https://ucum.org/ucum>) from a unit that only people read.

/// Whether `unit` is made of UCUM's parts: atoms with prefixes and exponents, `.`, `/`, `{…}`.
pub fn is_ucum(unit: &str) -> bool {
    if unit.is_empty() || !unit.is_ascii() || unit.contains(char::is_whitespace) {
        return false;
    }
    let Some(plain) = without_annotations(unit) else { return false };
    let plain = plain.strip_prefix('/').unwrap_or(&plain);
    if plain.is_empty() {
        return unit.contains('{');
    }
    plain.split(['/', '.', '(', ')']).all(|part| part.is_empty() || is_component(part))
}

/// `10*3/uL{cells}` without what stands in braces.
fn without_annotations(unit: &str) -> Option<String> {
    let mut out = String::with_capacity(unit.len());
    let mut rest = unit;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        rest = after.split_once('}')?.1;
    }
    out.push_str(rest);
    Some(out)
}

fn is_component(part: &str) -> bool {
    if part.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    if let Some(power) = part.strip_prefix("10*").or_else(|| part.strip_prefix("10^")) {
        let digits = power.trim_start_matches(['-', '+']);
        return digits.bytes().all(|byte| byte.is_ascii_digit());
    }
    let without_exponent = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let atom = without_exponent.trim_end_matches(['-', '+']);
    ATOMS.contains(&part)
        || ATOMS.contains(&atom)
        || PREFIXES.iter().any(|prefix| {
            atom.strip_prefix(prefix).is_some_and(|metric| METRIC_ATOMS.contains(&metric))
        })
}

const PREFIXES: [&str; 17] =
    ["da", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f"];

const METRIC_ATOMS: [&str; 38] = [
    "m", "s", "g", "rad", "K", "C", "cd", "mol", "sr", "Hz", "N", "Pa", "J", "W", "A", "V", "F",
    "Ohm", "S", "Wb", "T", "H", "lm", "lx", "Bq", "Gy", "Sv", "l", "L", "t", "bar", "eq", "osm",
    "cal", "U", "m[H2O]", "m[Hg]", "[iU]",
];

const ATOMS: [&str; 84] = [
    "m",
    "s",
    "g",
    "rad",
    "K",
    "C",
    "cd",
    "mol",
    "sr",
    "Hz",
    "N",
    "Pa",
    "J",
    "W",
    "A",
    "V",
    "F",
    "Ohm",
    "S",
    "Wb",
    "T",
    "H",
    "lm",
    "lx",
    "Bq",
    "Gy",
    "Sv",
    "l",
    "L",
    "t",
    "bar",
    "eq",
    "osm",
    "cal",
    "U",
    "%",
    "min",
    "h",
    "d",
    "a",
    "mo",
    "wk",
    "Cel",
    "deg",
    "'",
    "''",
    "[in_i]",
    "[ft_i]",
    "[in_us]",
    "[ft_us]",
    "[yd_i]",
    "[mi_i]",
    "[lb_av]",
    "[oz_av]",
    "[degF]",
    "[iU]",
    "[IU]",
    "[arb'U]",
    "[USP'U]",
    "[pH]",
    "[ppm]",
    "[ppth]",
    "[foz_us]",
    "[cup_us]",
    "[tsp_us]",
    "[tbs_us]",
    "[pt_us]",
    "[qt_us]",
    "[gal_us]",
    "[drp]",
    "[CFU]",
    "[PFU]",
    "[hpf'U]",
    "[HPF]",
    "[LPF]",
    "mm[Hg]",
    "cm[H2O]",
    "[diop]",
    "[GPL'U]",
    "[MPL'U]",
    "[APL'U]",
    "[in_i'Hg]",
    "[Ch]",
    "kat",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_measurement_are_told_from_words() {
        for unit in [
            "mg/dL",
            "mm[Hg]",
            "10*3/uL",
            "kg/m2",
            "/min",
            "%",
            "{score}",
            "[lb_av]",
            "Cel",
            "mmol/L",
            "mL/min/{1.73_m2}",
            "g/dL",
            "kg",
            "[degF]",
            "m[iU]/L",
            "10*12/L",
            "1",
            "fL",
        ] {
            assert!(is_ucum(unit), "{unit}");
        }
        for unit in ["lbs", "mmHg", "tablet(s)", "K/uL x", "inches", "puffs", "", "degrees F"] {
            assert!(!is_ucum(unit), "{unit}");
        }
    }
}
