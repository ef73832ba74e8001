//! Codes that people read aloud, write by hand and type: Crockford's base 32, in groups of four. `7K3M-9QXA`.

/// Letters and digits that are not mistaken for one another.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters between two dashes.
pub const GROUP: usize = 4;
/// Bits of a character.
const BITS: usize = 5;

/// The code of so many groups that the lowest bits write: 20 bits a group, at most three groups.
pub fn write(bits: u64, groups: usize) -> String {
    let length = groups * GROUP;
    let mut code = String::with_capacity(length + groups);
    for place in (0..length).rev() {
        let index = usize::try_from(bits >> (place * BITS) & 31).unwrap_or_default();
        code.push(ALPHABET.get(index).map_or('0', |byte| char::from(*byte)));
        if place > 0 && place.is_multiple_of(GROUP) {
            code.push('-');
        }
    }
    code
}

/// A code as it is meant, however it was typed: no case, no dashes or spaces, and the letters that the alphabet lacks are what they
/// look like: `O` a nought, `I` and `L` a one, `U` a `V`.
pub fn fold(typed: &str) -> String {
    let meant = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).map(meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_as_hands_type_them() {
        assert_eq!(write(0b11111, 2), "0000-000Z");
        assert_eq!(fold(" o1il-Uv "), "0111VV");
        assert_eq!(fold("－　回"), "");
    }

    proptest! {
        #[test]
        fn a_code_survives_a_hand(bits in any::<u64>(), groups in 1_usize..=3) {
            let code = write(bits, groups);
            prop_assert_eq!(code.len(), groups * GROUP + groups - 1);
            let by_hand = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l").replace('v', "u");
            prop_assert_eq!(fold(&by_hand), code.replace('-', ""));
            prop_assert!(fold(&code).bytes().all(|byte| ALPHABET.contains(&byte)));
        }

        #[test]
        fn other_bits_are_another_code(one in 0_u64..1 << 40, other in 0_u64..1 << 40) {
            prop_assert_eq!(write(one, 2) == write(other, 2), one == other);
        }
    }
}
