//! Every pair of colours that text is set in, computed from `style/tokens.css` in all four modes.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");
/// The modes, in the order a colour's line gives them.
const MODES: [&str; 4] = ["--on-light,", "--on-dark,", "--on-light-more,", "--on-dark-more,"];

/// Colours by token, in each mode.
fn colours() -> BTreeMap<&'static str, [[u8; 3]; 4]> {
    TOKENS.lines().filter_map(|line| line.trim().strip_prefix("--")).filter_map(colour_line).collect()
}

fn colour_line(line: &'static str) -> Option<(&'static str, [[u8; 3]; 4])> {
    let (name, values) = line.split_once(": var(--on-light, #")?;
    let values = format!("var(--on-light, #{values}");
    let mut modes = [[0; 3]; 4];
    for (mode, place) in MODES.iter().zip(&mut modes) {
        let (_, after) = values.split_once(mode).unwrap_or_else(|| panic!("{name} has no value for {mode}"));
        let hex = after.trim().trim_start_matches('#').get(..6).unwrap_or_else(|| panic!("{name}: {after}"));
        for (channel, part) in place.iter_mut().enumerate() {
            *part = u8::from_str_radix(&hex[channel * 2..channel * 2 + 2], 16).unwrap_or_else(|_| panic!("{name}: {hex}"));
        }
    }
    Some((name, modes))
}

/// Pairs as `tokens.css` declares them: text, ground, least ratio.
fn pairs() -> Vec<(&'static str, &'static str, f64)> {
    TOKENS
        .split("pair: ")
        .skip(1)
        .filter_map(|rest| {
            let mut words = rest.split_whitespace();
            let (text, on, ground, ratio) = (words.next()?, words.next()?, words.next()?, words.next()?);
            Some((text, ground, (on == "on").then(|| ratio.parse::<f64>().ok())??))
        })
        .collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.0722f64.mul_add(b, 0.2126f64.mul_add(r, 0.7152 * g))
}

fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_ratio_is_the_known_one() {
    assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((ratio([0x77; 3], [255; 3]) - 4.478).abs() < 1e-3);
}

#[test]
fn every_pair_can_be_read_in_every_mode() {
    let (colours, pairs) = (colours(), pairs());
    assert!(colours.len() >= 20 && pairs.len() >= 40, "{} colours, {} pairs", colours.len(), pairs.len());
    let mut poor = Vec::new();
    for (text, ground, least) in pairs {
        let (text_modes, ground_modes) = (colours[text], colours[ground]);
        for ((mode, text_colour), ground_colour) in MODES.iter().zip(text_modes).zip(ground_modes) {
            let found = ratio(text_colour, ground_colour);
            if found < least {
                poor.push(format!("{text} on {ground} {mode} {found:.2} < {least}"));
            }
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

#[test]
fn high_contrast_is_higher() {
    let colours = colours();
    for text in ["ink", "quiet", "link", "pine", "ochre", "brick", "cinnabar"] {
        for ground in ["paper", "raised", "sunk"] {
            let found = ratio(colours[text][2], colours[ground][2]).min(ratio(colours[text][3], colours[ground][3]));
            assert!(found >= 7.0, "{text} on {ground}: {found:.2}");
        }
    }
}
